// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The binary form of descriptors: a header with offsets, then what they point to. */
final class DescriptorBinary {
    private static final int REVISION = 1;
    private static final int HEADER_SIZE = 20;
    private static final int OWNER = 4;
    private static final int GROUP = 8;
    private static final int SACL = 12;
    private static final int DACL = 16;

    private DescriptorBinary() {}

    static byte[] write(SecurityDescriptor descriptor) {
        int size = HEADER_SIZE + size(descriptor.sacl()) + size(descriptor.dacl());
        size += descriptor.owner() == null ? 0 : descriptor.owner().size();
        size += descriptor.group() == null ? 0 : descriptor.group().size();
        ByteBuffer target = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        target.put(0, (byte) REVISION);
        target.putShort(2, (short) (descriptor.control() | SecurityDescriptor.SE_SELF_RELATIVE));
        target.position(HEADER_SIZE);
        write(descriptor.sacl(), target, SACL);
        write(descriptor.dacl(), target, DACL);
        write(descriptor.owner(), target, OWNER);
        write(descriptor.group(), target, GROUP);
        return target.array();
    }

    private static int size(Acl list) {
        return list == null ? 0 : AclBinary.size(list.aces());
    }

    private static void write(Acl list, ByteBuffer target, int field) {
        if (list != null) {
            target.putInt(field, target.position());
            AclBinary.write(list, target);
        }
    }

    private static void write(Sid sid, ByteBuffer target, int field) {
        if (sid != null) {
            target.putInt(field, target.position());
            sid.write(target);
        }
    }

    /** Reads a descriptor whose offsets count from the start of the buffer. */
    static SecurityDescriptor read(ByteBuffer source) {
        ByteBuffer view = source.order(ByteOrder.LITTLE_ENDIAN);
        int control = view.remaining() < HEADER_SIZE ? 0 : Short.toUnsignedInt(view.getShort(2));
        if ((control & SecurityDescriptor.SE_SELF_RELATIVE) == 0 || view.get(0) != REVISION) {
            throw new IllegalArgumentException("No self-relative descriptor of revision 1 starts here");
        }
        ByteBuffer owner = at(view, OWNER);
        ByteBuffer group = at(view, GROUP);
        ByteBuffer sacl = (control & SecurityDescriptor.SE_SACL_PRESENT) == 0 ? null : at(view, SACL);
        ByteBuffer dacl = (control & SecurityDescriptor.SE_DACL_PRESENT) == 0 ? null : at(view, DACL);
        return SecurityDescriptor.of(
                control,
                owner == null ? null : Sid.read(owner),
                group == null ? null : Sid.read(group),
                dacl == null ? null : AclBinary.read(dacl),
                sacl == null ? null : AclBinary.read(sacl));
    }

    /** What the offset in a field of the header points to; null when it is zero. */
    private static ByteBuffer at(ByteBuffer view, int field) {
        int offset = view.getInt(field);
        if (offset == 0) {
            return null;
        }
        if (offset < HEADER_SIZE || offset > view.limit()) {
            throw new IllegalArgumentException("A descriptor points outside of itself, to " + offset);
        }
        return view.slice(offset, view.limit() - offset).order(ByteOrder.LITTLE_ENDIAN);
    }
}
