// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The domain of this machine, whose hosts are local ones.
 *
 * @param name the domain in lower case, without dots at its ends; empty when it is not known
 */
record LocalDomain(String name) {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDomain.class);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    LocalDomain {
        name = name.strip().toLowerCase(Locale.ROOT).replaceAll("^\\.+|\\.+$", "");
    }

    /** The configured domain; without one, that of the file if it says one. */
    static LocalDomain of(String configured) {
        if (!configured.isBlank() || !Files.isReadable(RESOLV_CONF)) {
            return new LocalDomain(configured);
        }
        try {
            return fromResolvConf(Files.readString(RESOLV_CONF));
        } catch (IOException e) {
            LOG.debug("{} cannot be read; the local domain is not known", RESOLV_CONF, e);
            return new LocalDomain("");
        }
    }

    /** The last {@code domain} or {@code search} line holds, of a search list the first domain. */
    static LocalDomain fromResolvConf(String text) {
        String domain = "";
        for (String line : text.split("\\R")) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 1 && (words[0].equals("domain") || words[0].equals("search"))) {
                domain = words[1];
            }
        }
        return new LocalDomain(domain);
    }

    /** The relative name of a host of this domain; any other name as it is. */
    String relative(String host) {
        String suffix = "." + name;
        boolean local = !name.isEmpty()
                && host.length() > suffix.length()
                && host.toLowerCase(Locale.ROOT).endsWith(suffix);
        return local ? host.substring(0, host.length() - suffix.length()) : host;
    }
}
