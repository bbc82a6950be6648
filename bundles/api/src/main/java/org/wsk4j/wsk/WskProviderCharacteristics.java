// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The range of WSK NPI versions that the provider supports (WSK_PROVIDER_CHARACTERISTICS).
 *
 * <p>Filled by {@link WskRegistrar#wskQueryProviderCharacteristics}, and the same type is the provider's NPI-specific
 * characteristics in its NMR registration instance, which an NMR client reads during attach.
 *
 * <p>Memory: for a query the client allocates it. The provider's own, met during attach, is read-only for everybody.
 *
 * <p>In Java: mutable, as it is an output. Threads: not thread-safe.
 *
 * <p>Spec: PROVIDER-CHAR-01..PROVIDER-CHAR-03, NMR-WSK-03.
 */
public final class WskProviderCharacteristics {
    private int highestVersion; // the caller's thread
    private int lowestVersion; // the caller's thread

    /** An empty one, to be filled by a query. Called by the client. IRQL: any. */
    public WskProviderCharacteristics() {}

    /**
     * A filled one. Called by the provider. IRQL: any.
     *
     * @param highestVersion the highest supported version, packed as {@link WskVersion#make} does
     * @param lowestVersion the lowest supported version, packed likewise
     */
    public WskProviderCharacteristics(int highestVersion, int lowestVersion) {
        set(highestVersion, lowestVersion);
    }

    /**
     * The highest version that the provider supports (HighestVersion).
     *
     * <p>Called by the client. IRQL: any. Spec: PROVIDER-CHAR-01.
     *
     * @return the packed version, 0 before a successful query
     */
    public int highestVersion() {
        return highestVersion;
    }

    /**
     * The lowest version that the provider supports (LowestVersion).
     *
     * <p>Called by the client. IRQL: any. Spec: PROVIDER-CHAR-02.
     *
     * @return the packed version, not above {@link #highestVersion()}; 0 before a successful query
     */
    public int lowestVersion() {
        return lowestVersion;
    }

    /**
     * Fills both members.
     *
     * <p>Called by the subsystem only, during the query. IRQL: any.
     *
     * @param highestVersion the highest supported version, packed
     * @param lowestVersion the lowest supported version, packed
     */
    public void set(int highestVersion, int lowestVersion) {
        this.highestVersion = highestVersion;
        this.lowestVersion = lowestVersion;
    }

    @Override
    public String toString() {
        return "WskProviderCharacteristics[" + text(lowestVersion) + " to " + text(highestVersion) + "]";
    }

    private static String text(int version) {
        return WskVersion.major(version) + "." + WskVersion.minor(version);
    }
}
