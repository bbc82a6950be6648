// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.concurrent.Callable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the name of the bundle that it has come in. */
@Component(name = "names.its.bundle")
public final class NamesItsBundle implements Callable<String> {

    private static final Logger LOG = LoggerFactory.getLogger(NamesItsBundle.class);

    @Override
    public String call() {
        LOG.debug("called");
        return new Answer().symbolicName();
    }

    private static final class Answer {

        private String symbolicName() {
            return FrameworkUtil.getBundle(Answer.class).getSymbolicName();
        }
    }
}
