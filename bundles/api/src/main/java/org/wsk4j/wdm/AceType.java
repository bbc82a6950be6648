// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * The kinds of entries of an access list, with their numbers in the binary form. Keep a default when switching: kinds may
 * be added.
 *
 * <p>Threads: immutable. IRQL: any, for every member.
 */
public enum AceType {
    /** Allows, {@code A}. */
    ACCESS_ALLOWED(0x00, "A"),
    /** Denies, {@code D}. */
    ACCESS_DENIED(0x01, "D"),
    /** Asks for audit records, {@code AU}. */
    SYSTEM_AUDIT(0x02, "AU"),
    /** Reserved, {@code AL}. */
    SYSTEM_ALARM(0x03, "AL"),
    /** Allows for a part of the object, {@code OA}. */
    ACCESS_ALLOWED_OBJECT(0x05, "OA"),
    /** Denies for a part of the object, {@code OD}. */
    ACCESS_DENIED_OBJECT(0x06, "OD"),
    /** Asks for audit records for a part of the object, {@code OU}. */
    SYSTEM_AUDIT_OBJECT(0x07, "OU"),
    /** Reserved, {@code OL}. */
    SYSTEM_ALARM_OBJECT(0x08, "OL"),
    /** Allows on a condition, {@code XA}. */
    ACCESS_ALLOWED_CALLBACK(0x09, "XA"),
    /** Denies on a condition, {@code XD}. */
    ACCESS_DENIED_CALLBACK(0x0A, "XD"),
    /** Allows for a part of the object on a condition, {@code ZA}. */
    ACCESS_ALLOWED_CALLBACK_OBJECT(0x0B, "ZA"),
    /** Denies for a part of the object on a condition; {@code ZD} here, Windows has no letters for it. */
    ACCESS_DENIED_CALLBACK_OBJECT(0x0C, "ZD"),
    /** Asks for audit records on a condition, {@code XU}. */
    SYSTEM_AUDIT_CALLBACK(0x0D, "XU"),
    /** Reserved; {@code XL} here, Windows has no letters for it. */
    SYSTEM_ALARM_CALLBACK(0x0E, "XL"),
    /** Asks for audit records for a part on a condition; {@code ZU} here, Windows has no letters for it. */
    SYSTEM_AUDIT_CALLBACK_OBJECT(0x0F, "ZU"),
    /** Reserved; {@code ZL} here, Windows has no letters for it. */
    SYSTEM_ALARM_CALLBACK_OBJECT(0x10, "ZL"),
    /** The integrity level of the object, {@code ML}; the mask tells what lower levels may not do. */
    SYSTEM_MANDATORY_LABEL(0x11, "ML"),
    /** A claim of the object, {@code RA}; conditions name it {@code @Resource.} */
    SYSTEM_RESOURCE_ATTRIBUTE(0x12, "RA"),
    /** Names the central policy that holds for the object, {@code SP}. */
    SYSTEM_SCOPED_POLICY_ID(0x13, "SP"),
    /** The trust label of the object, {@code TL}; the mask tells what less trusted processes may do. */
    SYSTEM_PROCESS_TRUST_LABEL(0x14, "TL"),
    /** Narrows what other entries allow, {@code FL}; may have a condition. */
    SYSTEM_ACCESS_FILTER(0x15, "FL");

    private final int value;
    private final String sddl;

    AceType(int value, String sddl) {
        this.value = value;
        this.sddl = sddl;
    }

    /**
     * The number of the kind in the binary form.
     *
     * @return the AceType of the header
     */
    public int value() {
        return value;
    }

    /**
     * The letters that stand for the kind in SDDL.
     *
     * @return one or two letters
     */
    public String sddl() {
        return sddl;
    }

    /**
     * Whether entries of this kind may be about a part of the object.
     *
     * @return whether they may have object type GUIDs
     */
    public boolean isObject() {
        return switch (this) {
            case ACCESS_ALLOWED_OBJECT,
                    ACCESS_DENIED_OBJECT,
                    SYSTEM_AUDIT_OBJECT,
                    SYSTEM_ALARM_OBJECT,
                    ACCESS_ALLOWED_CALLBACK_OBJECT,
                    ACCESS_DENIED_CALLBACK_OBJECT,
                    SYSTEM_AUDIT_CALLBACK_OBJECT,
                    SYSTEM_ALARM_CALLBACK_OBJECT -> true;
            default -> false;
        };
    }

    /**
     * Whether entries of this kind hold on a condition only.
     *
     * @return whether they must have one
     */
    public boolean isConditional() {
        return value >= ACCESS_ALLOWED_CALLBACK.value && value <= SYSTEM_ALARM_CALLBACK_OBJECT.value;
    }

    /**
     * Whether entries of this kind allow.
     *
     * @return true for the four that do
     */
    public boolean allows() {
        return this == ACCESS_ALLOWED
                || this == ACCESS_ALLOWED_OBJECT
                || this == ACCESS_ALLOWED_CALLBACK
                || this == ACCESS_ALLOWED_CALLBACK_OBJECT;
    }

    /**
     * Whether entries of this kind deny.
     *
     * @return true for the four that do
     */
    public boolean denies() {
        return this == ACCESS_DENIED
                || this == ACCESS_DENIED_OBJECT
                || this == ACCESS_DENIED_CALLBACK
                || this == ACCESS_DENIED_CALLBACK_OBJECT;
    }
}
