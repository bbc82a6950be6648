// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The binary form of a claim in an entry (CLAIM_SECURITY_ATTRIBUTE_RELATIVE_V1): offsets, then what they point to. */
final class ClaimBinary {
    private static final int HEADER_SIZE = 16;

    private ClaimBinary() {}

    static byte[] write(ClaimSecurityAttribute claim) {
        List<Object> values = claim.values();
        int start = HEADER_SIZE + values.size() * Integer.BYTES;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(start).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(start).putShort((short) claim.type().value()).putShort((short) 0);
        header.putInt(claim.flags()).putInt(values.size());
        string(data, claim.name());
        for (Object value : values) {
            header.putInt(start + data.size());
            value(data, value);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(header.array());
        whole.writeBytes(data.toByteArray());
        return whole.toByteArray();
    }

    private static void value(ByteArrayOutputStream data, Object value) {
        if (value instanceof String string) {
            string(data, string);
        } else if (value instanceof Sid sid) {
            ByteBuffer bytes = ByteBuffer.allocate(sid.size());
            sid.write(bytes);
            octets(data, bytes.array());
        } else if (value instanceof ByteBuffer octets) {
            octets(data, ConditionBinary.bytes(octets));
        } else {
            long number = value instanceof Boolean truth ? (truth ? 1 : 0) : (Long) value;
            data.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(number)
                    .array());
        }
    }

    private static void octets(ByteArrayOutputStream data, byte[] bytes) {
        data.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        data.writeBytes(bytes);
        fill(data);
    }

    private static void string(ByteArrayOutputStream data, String string) {
        data.writeBytes(ConditionBinary.characters(string + '\0'));
        fill(data);
    }

    private static void fill(ByteArrayOutputStream data) {
        while (data.size() % Integer.BYTES != 0) {
            data.write(0);
        }
    }

    /**
     * Reads a claim.
     *
     * @param source the application data of an entry, little-endian; offsets count from its start
     * @throws IllegalArgumentException when it is not a claim
     */
    static ClaimSecurityAttribute read(ByteBuffer source) {
        ByteBuffer view = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (view.remaining() < HEADER_SIZE) {
            throw tooShort();
        }
        int valueType = Short.toUnsignedInt(view.getShort(4));
        int count = view.getInt(12);
        if (count < 0 || count > (view.remaining() - HEADER_SIZE) / Integer.BYTES) {
            throw tooShort();
        }
        String name = string(at(view, view.getInt(0), 0));
        for (ClaimSecurityAttribute.Type type : ClaimSecurityAttribute.Type.values()) {
            if (type.value() == valueType) {
                List<Object> values = new ArrayList<>();
                int size = 0;
                for (int i = 0; i < count; i++) {
                    Object value = value(type, view, view.getInt(HEADER_SIZE + i * Integer.BYTES));
                    size += size(value);
                    if (size
                            > AclBinary.MAX_SIZE) { // several may be the same bytes: they need not fit because those do
                        throw new IllegalArgumentException("A claim has values that no entry has room for");
                    }
                    values.add(value);
                }
                return ClaimSecurityAttribute.of(name, type, view.getInt(8), values);
            }
        }
        throw new IllegalArgumentException("A claim has values of no known type: " + valueType);
    }

    private static int size(Object value) {
        if (value instanceof String string) {
            return string.length() * Character.BYTES;
        }
        if (value instanceof Sid sid) {
            return sid.size();
        }
        return value instanceof ByteBuffer octets ? octets.remaining() : Long.BYTES;
    }

    private static Object value(ClaimSecurityAttribute.Type type, ByteBuffer view, int offset) {
        return switch (type) {
            case STRING -> ClaimSecurityAttribute.plain(string(at(view, offset, 0)));
            case SID -> Sid.read(octets(view, offset));
            case OCTET_STRING ->
                ByteBuffer.wrap(ConditionBinary.bytes(octets(view, offset))).asReadOnlyBuffer();
            case BOOLEAN -> at(view, offset, Long.BYTES).getLong() != 0;
            default -> at(view, offset, Long.BYTES).getLong();
        };
    }

    private static ByteBuffer octets(ByteBuffer view, int offset) {
        ByteBuffer octets = at(view, offset, Integer.BYTES);
        int length = octets.getInt();
        if (length < 0 || length > octets.remaining()) {
            throw tooShort();
        }
        return octets.slice(Integer.BYTES, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String string(ByteBuffer source) {
        StringBuilder string = new StringBuilder();
        while (source.remaining() >= Character.BYTES) {
            char character = source.getChar();
            if (character == 0) {
                return string.toString();
            }
            string.append(character);
        }
        throw tooShort();
    }

    private static ByteBuffer at(ByteBuffer view, int offset, int length) {
        if (offset < HEADER_SIZE || offset > view.limit() - length) {
            throw tooShort();
        }
        return view.slice(offset, view.limit() - offset).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static IllegalArgumentException tooShort() {
        return new IllegalArgumentException("A claim points outside of its entry");
    }
}
