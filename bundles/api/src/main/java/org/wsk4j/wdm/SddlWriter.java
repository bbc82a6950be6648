// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.Locale;

/** Writes descriptors in SDDL. */
final class SddlWriter {
    private SddlWriter() {}

    static String descriptor(SecurityDescriptor descriptor) {
        StringBuilder text = new StringBuilder();
        if (descriptor.owner() != null) {
            text.append("O:").append(sid(descriptor.owner()));
        }
        if (descriptor.group() != null) {
            text.append("G:").append(sid(descriptor.group()));
        }
        if (descriptor.hasControl(SecurityDescriptor.SE_DACL_PRESENT)) {
            text.append("D:");
            list(text, descriptor.control(), descriptor.dacl());
        }
        if (descriptor.hasControl(SecurityDescriptor.SE_SACL_PRESENT)) {
            text.append("S:");
            list(text, descriptor.control() >> 1, descriptor.sacl());
        }
        return text.toString();
    }

    private static void list(StringBuilder text, int control, Acl list) {
        text.append((control & SecurityDescriptor.SE_DACL_PROTECTED) != 0 ? "P" : "");
        text.append((control & SecurityDescriptor.SE_DACL_AUTO_INHERIT_REQ) != 0 ? "AR" : "");
        text.append((control & SecurityDescriptor.SE_DACL_AUTO_INHERITED) != 0 ? "AI" : "");
        text.append(list == null ? "NO_ACCESS_CONTROL" : list.toString());
    }

    static String sid(Sid sid) {
        String alias = sid.alias();
        return alias != null ? alias : sid.toString();
    }

    static String ace(Ace ace) {
        StringBuilder text = new StringBuilder("(").append(ace.type().sddl());
        text.append(';').append(SddlNames.flags(ace.type(), ace.flags()));
        text.append(';').append(SddlNames.rights(ace.type(), ace.mask()));
        text.append(';').append(guid(ace.objectType()));
        text.append(';').append(guid(ace.inheritedObjectType()));
        text.append(';').append(sid(ace.sid()));
        if (ace.condition() != null) {
            text.append(";(").append(ace.condition()).append(')');
        }
        if (ace.claim() != null) {
            text.append(";(").append(ace.claim()).append(')');
        }
        return text.append(')').toString();
    }

    private static String guid(Guid guid) {
        return guid == null ? "" : guid.uuid().toString();
    }

    static String claim(ClaimSecurityAttribute claim) {
        StringBuilder text = new StringBuilder("\"").append(ConditionWriter.encoded(claim.name(), false));
        text.append("\",").append(claim.type().sddl());
        text.append(",0x").append(Integer.toHexString(claim.flags()).toLowerCase(Locale.ROOT));
        for (Object value : claim.values()) {
            text.append(',').append(value(claim.type(), value));
        }
        return text.toString();
    }

    private static String value(ClaimSecurityAttribute.Type type, Object value) {
        return switch (type) {
            case UINT64 -> Long.toUnsignedString((Long) value);
            case BOOLEAN -> (Boolean) value ? "1" : "0";
            default -> ConditionWriter.value(value);
        };
    }
}
