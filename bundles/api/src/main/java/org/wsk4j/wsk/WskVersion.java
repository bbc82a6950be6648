// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The packed version numbers of the WSK NPI (MAKE_WSK_VERSION, WSK_MAJOR_VERSION, WSK_MINOR_VERSION).
 *
 * <p>A version has 16 bits: the major number in the high byte, the minor number in the low byte. For one major version,
 * a higher minor version can do all that a lower one can.
 *
 * <p>In Java: a version travels as an {@code int} of which only the low 16 bits are used.
 *
 * <p>Spec: VERSION-01..VERSION-06.
 */
public final class WskVersion {
    private WskVersion() {}

    /**
     * Packs a version (MAKE_WSK_VERSION): {@code make(1, 0)} is {@code 0x0100}.
     *
     * <p>Called by anyone. IRQL: any. Spec: VERSION-01.
     *
     * @param major the major number; its low 8 bits count
     * @param minor the minor number; its low 8 bits count
     * @return the 16-bit version
     */
    public static int make(int major, int minor) {
        return (major & 0xFF) << 8 | minor & 0xFF;
    }

    /**
     * The major number of a packed version (WSK_MAJOR_VERSION).
     *
     * <p>Called by anyone. IRQL: any. Spec: VERSION-02.
     *
     * @param version the packed version
     * @return its high byte, 0 to 255
     */
    public static int major(int version) {
        return version >>> 8 & 0xFF;
    }

    /**
     * The minor number of a packed version (WSK_MINOR_VERSION).
     *
     * <p>Called by anyone. IRQL: any. Spec: VERSION-02.
     *
     * @param version the packed version
     * @return its low byte, 0 to 255
     */
    public static int minor(int version) {
        return version & 0xFF;
    }
}
