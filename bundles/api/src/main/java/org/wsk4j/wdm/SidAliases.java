// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The two-letter names that SDDL has for SIDs: those of every machine, and those of members of a domain. */
final class SidAliases {
    private static final Map<String, Sid> BY_ALIAS = new HashMap<>();
    private static final Map<Sid, String> BY_SID = new HashMap<>();
    private static final Map<String, Integer> MEMBERS = new HashMap<>();

    static {
        everywhere("WD", Sid.EVERYONE);
        everywhere("CO", Sid.CREATOR_OWNER);
        everywhere("CG", Sid.CREATOR_GROUP);
        everywhere("OW", Sid.OWNER_RIGHTS);
        everywhere("NU", Sid.NETWORK);
        everywhere("IU", Sid.INTERACTIVE);
        everywhere("SU", Sid.SERVICE);
        everywhere("AN", Sid.ANONYMOUS);
        everywhere("ED", Sid.of(5, 9)); // domain controllers of the enterprise
        everywhere("PS", Sid.PRINCIPAL_SELF);
        everywhere("AU", Sid.AUTHENTICATED_USERS);
        everywhere("RC", Sid.RESTRICTED_CODE);
        everywhere("SY", Sid.LOCAL_SYSTEM);
        everywhere("LS", Sid.LOCAL_SERVICE);
        everywhere("NS", Sid.NETWORK_SERVICE);
        everywhere("WR", Sid.WRITE_RESTRICTED_CODE);
        everywhere("UD", Sid.of(5, 84, 0, 0, 0, 0, 0)); // user-mode drivers
        everywhere("AC", Sid.of(15, 2, 1)); // all application packages
        everywhere("AS", Sid.of(18, 1)); // identity asserted by an authority
        everywhere("SS", Sid.of(18, 2)); // identity asserted by a service
        everywhere("LW", Sid.LOW_LEVEL);
        everywhere("ME", Sid.MEDIUM_LEVEL);
        everywhere("MP", Sid.MEDIUM_PLUS_LEVEL);
        everywhere("HI", Sid.HIGH_LEVEL);
        everywhere("SI", Sid.SYSTEM_LEVEL);
        local("BA", 544);
        local("BU", 545);
        local("BG", 546);
        local("PU", 547); // power users
        local("AO", 548); // account operators
        local("SO", 549); // server operators
        local("PO", 550); // printer operators
        local("BO", 551); // backup operators
        local("RE", 552); // replicator
        local("RU", 554); // compatible with systems before Windows 2000
        local("RD", 555); // remote desktop users
        local("NO", 556); // network configuration operators
        local("MU", 558); // performance monitor users
        local("LU", 559); // performance log users
        local("IS", 568); // IIS users
        local("CY", 569); // cryptographic operators
        local("ER", 573); // event log readers
        local("CD", 574); // DCOM access to certificate services
        local("RA", 575); // remote access servers
        local("ES", 576); // remote desktop endpoint servers
        local("MS", 577); // remote desktop management servers
        local("HA", 578); // Hyper-V administrators
        local("AA", 579); // access control assistance operators
        local("RM", 580); // remote management users
        member("RO", 498); // read-only domain controllers of the enterprise
        member("LA", 500); // the administrator of the machine
        member("LG", 501); // the guest of the machine
        member("DA", 512); // domain administrators
        member("DU", 513); // domain users
        member("DG", 514); // domain guests
        member("DC", 515); // domain computers
        member("DD", 516); // domain controllers
        member("CA", 517); // publishers of certificates
        member("SA", 518); // schema administrators
        member("EA", 519); // enterprise administrators
        member("PA", 520); // group policy administrators
        member("CN", 522); // domain controllers that may be cloned
        member("AP", 525); // protected users
        member("KA", 526); // key administrators
        member("EK", 527); // enterprise key administrators
        member("RS", 553); // servers for remote access
    }

    private SidAliases() {}

    private static void everywhere(String alias, Sid sid) {
        BY_ALIAS.put(alias, sid);
        BY_SID.put(sid, alias);
    }

    private static void local(String alias, int relativeId) {
        everywhere(alias, Sid.of(5, 32, relativeId));
    }

    private static void member(String alias, int relativeId) {
        MEMBERS.put(alias, relativeId);
    }

    /** The alias that stands for a SID on every machine, or null. */
    static String aliasOf(Sid sid) {
        return BY_SID.get(sid);
    }

    /** The SID of an alias that means the same on every machine, or null. */
    static Sid wellKnown(String alias) {
        return BY_ALIAS.get(alias.toUpperCase(Locale.ROOT));
    }

    /** The number of an alias within its domain, or null when it is not an alias of this kind. */
    static Integer relativeId(String alias) {
        return MEMBERS.get(alias.toUpperCase(Locale.ROOT));
    }
}
