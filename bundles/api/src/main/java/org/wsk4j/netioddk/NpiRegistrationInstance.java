// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.wsk4j.wdm.Guid;

/**
 * What a module says about itself when it registers (NPI_REGISTRATION_INSTANCE): the NPI, the module, the
 * implementation number, and whatever the NPI wants to know besides.
 *
 * <p>The other side of a binding sees this very object during attachment (a copy if it was {@link #ranked}). A module with several implementations of one
 * NPI registers once for each, with different numbers. The structure's Size has no counterpart here.
 *
 * <p>Threads: immutable.
 *
 * <p>Memory: {@code npiSpecificCharacteristics} stays valid while the module is registered.
 *
 * <p>Spec: NPI-STRUCT-11..NPI-STRUCT-17, NMR-CLIENT-ATTACH-02.
 */
public final class NpiRegistrationInstance {
    private final Guid npiId;
    private final NpiModuleId moduleId;
    private final int number;
    private final Object npiSpecificCharacteristics;
    private final int ranking;

    /**
     * Describes one registration. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Nothing is checked here: a registration without NPI or module is refused by the registrar.
     *
     * @param npiId the NPI that the module registers for
     * @param moduleId who the module is
     * @param number the implementation number, unsigned; 0 when the module has only one implementation of the NPI
     * @param npiSpecificCharacteristics what the NPI defines for this role; null when it defines nothing
     */
    public NpiRegistrationInstance(Guid npiId, NpiModuleId moduleId, int number, Object npiSpecificCharacteristics) {
        this(npiId, moduleId, number, npiSpecificCharacteristics, 0);
    }

    private NpiRegistrationInstance(
            Guid npiId, NpiModuleId moduleId, int number, Object npiSpecificCharacteristics, int ranking) {
        this.npiId = npiId;
        this.moduleId = moduleId;
        this.number = number;
        this.npiSpecificCharacteristics = npiSpecificCharacteristics;
        this.ranking = ranking;
    }

    /**
     * The same registration with a ranking. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>The registrar's whiteboard does this for a module whose service has the property {@code service.ranking}: the
     * other side of a binding then sees this object.
     *
     * @param newRanking as {@code service.ranking}: higher is preferred
     * @return this object if it has that ranking already, else a copy
     */
    public NpiRegistrationInstance ranked(int newRanking) {
        return newRanking == ranking
                ? this
                : new NpiRegistrationInstance(npiId, moduleId, number, npiSpecificCharacteristics, newRanking);
    }

    /**
     * The version of this structure. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return always 0
     */
    public int version() {
        return 0;
    }

    /**
     * The NPI that the module registers for. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the NPI's identifier, by which alone the registrar pairs modules
     */
    public Guid npiId() {
        return npiId;
    }

    /**
     * Who the module is. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the module's identity
     */
    public NpiModuleId moduleId() {
        return moduleId;
    }

    /**
     * Which implementation of the NPI this is. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the implementation number, unsigned; 0 when there is only one
     */
    public int number() {
        return number;
    }

    /**
     * What the NPI defines for this role, opaque to the registrar. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the NPI-specific structure, or null
     */
    public Object npiSpecificCharacteristics() {
        return npiSpecificCharacteristics;
    }

    /**
     * How much the module is preferred to others that register for the same NPI in the same role; the kernel has no
     * such member. The registrar pairs all of them alike: it is for those who choose among several bindings.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return as {@code service.ranking}: higher is preferred, 0 unless {@link #ranked} was called
     */
    public int ranking() {
        return ranking;
    }

    /** NPI, module and number: what logs show. */
    @Override
    public String toString() {
        return "NPI " + npiId + " of " + moduleId + ", number " + Integer.toUnsignedString(number);
    }
}
