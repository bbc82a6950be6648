// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wsk.spi.ClientPolicy;

/**
 * One configuration: puts the policy that it makes into the table for as long as it is there.
 *
 * <p>A change of the configuration replaces the policy, so that there is no moment without. A configuration that cannot be
 * understood denies everything to its bundle; one that does not name a bundle does nothing.
 *
 * <p>Threads: those of Declarative Services, one at a time. Locks: none.
 */
@Component(
        service = {},
        configurationPid = PolicyConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PolicyConfig.class, factory = true)
public final class ConfiguredPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredPolicy.class);

    private final PolicyTable table;

    /** Called by Declarative Services. */
    @Activate
    public ConfiguredPolicy(@Reference(name = "table") PolicyTable table) {
        this.table = table;
    }

    @Activate
    void start(PolicyConfig config, Map<String, Object> properties) {
        configure(config, properties);
    }

    /** From now on this is the policy, instead of what was before. */
    @Modified
    void configure(PolicyConfig config, Map<String, Object> properties) {
        Object pid = properties.get("service.pid");
        String bundle = config.bundle();
        if (bundle == null || bundle.isBlank()) {
            LOG.error("The policy {} does not name a bundle: nobody is limited by it", pid);
            table.remove(this);
            return;
        }
        String name = bundle.strip();
        ClientPolicy policy;
        try {
            policy = BundlePolicy.of(config);
            LOG.info("Bundle {} is limited by the policy {}", name, pid);
        } catch (RuleSyntaxException | RuntimeException e) { // the latter: a value of the wrong type
            policy = new DenyAll(e.getMessage());
            LOG.error("Bundle {} is denied everything until its policy {} is mended: {}", name, pid, e.getMessage());
        }
        table.set(this, name, policy);
    }

    /** The configuration is gone. */
    @Deactivate
    void stop() {
        table.remove(this);
    }
}
