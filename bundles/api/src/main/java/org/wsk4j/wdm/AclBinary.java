// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The binary form of access lists and their entries (ACL, ACE_HEADER and what follows it). */
final class AclBinary {
    /** The size of a list is a number of 16 bits. */
    static final int MAX_SIZE = 0xFFFF;

    private static final int ACL_HEADER_SIZE = 8;
    private static final int ACE_HEADER_SIZE = 8;
    private static final int OBJECT_TYPE_PRESENT = 1;
    private static final int INHERITED_OBJECT_TYPE_PRESENT = 2;
    private static final int GUID_SIZE = 16;

    private AclBinary() {}

    static int size(List<Ace> aces) {
        int size = ACL_HEADER_SIZE;
        for (Ace ace : aces) {
            size += size(ace, data(ace));
            if (size > MAX_SIZE) {
                return size; // a list that is refused anyway is not measured to its end
            }
        }
        return size;
    }

    private static int size(Ace ace, byte[] data) {
        int size = ACE_HEADER_SIZE + ace.sid().size() + data.length;
        if (ace.type().isObject()) {
            size += Integer.BYTES;
            size += ace.objectType() != null ? GUID_SIZE : 0;
            size += ace.inheritedObjectType() != null ? GUID_SIZE : 0;
        }
        return size;
    }

    private static byte[] data(Ace ace) {
        if (ace.claim() != null) {
            return ClaimBinary.write(ace.claim());
        }
        return ace.condition() != null ? ConditionBinary.write(ace.condition()) : new byte[0];
    }

    /** Writes a list at the position of a little-endian buffer. */
    static void write(Acl acl, ByteBuffer target) {
        int start = target.position();
        target.put((byte) acl.revision()).put((byte) 0).putShort((short) size(acl.aces()));
        target.putShort((short) acl.aces().size()).putShort((short) 0);
        for (Ace ace : acl.aces()) {
            byte[] data = data(ace);
            target.put((byte) ace.type().value()).put((byte) ace.flags()).putShort((short) size(ace, data));
            target.putInt(ace.mask());
            if (ace.type().isObject()) {
                target.putInt((ace.objectType() != null ? OBJECT_TYPE_PRESENT : 0)
                        | (ace.inheritedObjectType() != null ? INHERITED_OBJECT_TYPE_PRESENT : 0));
                write(ace.objectType(), target);
                write(ace.inheritedObjectType(), target);
            }
            ace.sid().write(target);
            target.put(data);
        }
        assert target.position() - start == size(acl.aces()) : "the size of a list is what is written";
    }

    private static void write(Guid guid, ByteBuffer target) {
        if (guid != null) {
            UUID uuid = guid.uuid();
            long high = uuid.getMostSignificantBits();
            target.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
            target.putLong(Long.reverseBytes(uuid.getLeastSignificantBits()));
        }
    }

    /**
     * Reads the list at the position of a little-endian buffer and moves the position past it.
     *
     * @throws IllegalArgumentException when there is no list, or one with entries of unknown kinds
     */
    static Acl read(ByteBuffer source) {
        if (source.remaining() < ACL_HEADER_SIZE) {
            throw tooShort("list");
        }
        int start = source.position();
        int revision = Byte.toUnsignedInt(source.get(start));
        int size = Short.toUnsignedInt(source.getShort(start + 2));
        int count = Short.toUnsignedInt(source.getShort(start + 4));
        if (size < ACL_HEADER_SIZE || size > source.remaining()) {
            throw tooShort("list");
        }
        ByteBuffer entries = source.slice(start + ACL_HEADER_SIZE, size - ACL_HEADER_SIZE);
        entries.order(ByteOrder.LITTLE_ENDIAN);
        List<Ace> aces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            aces.add(ace(entries));
        }
        source.position(start + size);
        return Acl.of(revision, aces);
    }

    private static Ace ace(ByteBuffer entries) {
        int start = entries.position();
        int size = entries.remaining() < ACE_HEADER_SIZE ? 0 : Short.toUnsignedInt(entries.getShort(start + 2));
        if (size < ACE_HEADER_SIZE || size > entries.remaining()) {
            throw tooShort("entry");
        }
        ByteBuffer entry = entries.slice(start, size).order(ByteOrder.LITTLE_ENDIAN);
        entries.position(start + size);
        AceType type = type(Byte.toUnsignedInt(entry.get()));
        int flags = Byte.toUnsignedInt(entry.get());
        int mask = entry.position(Integer.BYTES).getInt();
        int present = 0;
        if (type.isObject()) {
            require(entry, Integer.BYTES);
            present = entry.getInt();
        }
        Guid objectType = (present & OBJECT_TYPE_PRESENT) != 0 ? guid(entry) : null;
        Guid inheritedObjectType = (present & INHERITED_OBJECT_TYPE_PRESENT) != 0 ? guid(entry) : null;
        Sid sid = Sid.read(entry);
        ByteBuffer data = entry.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (type == AceType.SYSTEM_RESOURCE_ATTRIBUTE) {
            return Ace.resource(flags, ClaimBinary.read(data));
        }
        boolean conditional = type.isConditional() || type == AceType.SYSTEM_ACCESS_FILTER && data.hasRemaining();
        AceCondition condition = conditional ? ConditionBinaryReader.read(data) : null;
        return Ace.of(type, flags, mask, objectType, inheritedObjectType, sid, condition);
    }

    private static AceType type(int value) {
        for (AceType type : AceType.values()) {
            if (type.value() == value) {
                return type;
            }
        }
        throw new IllegalArgumentException("A list has an entry of no known kind: " + value);
    }

    private static Guid guid(ByteBuffer entry) {
        require(entry, GUID_SIZE);
        long high = Integer.toUnsignedLong(entry.getInt()) << 32;
        high |= Short.toUnsignedLong(entry.getShort()) << 16;
        high |= Short.toUnsignedLong(entry.getShort());
        return new Guid(new UUID(high, Long.reverseBytes(entry.getLong())));
    }

    private static void require(ByteBuffer entry, int bytes) {
        if (entry.remaining() < bytes) {
            throw tooShort("entry");
        }
    }

    private static IllegalArgumentException tooShort(String what) {
        return new IllegalArgumentException("An access list ends within its " + what);
    }
}
