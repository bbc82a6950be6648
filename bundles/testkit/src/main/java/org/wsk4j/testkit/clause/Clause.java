// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.clause;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the rules that a test shows, by their ids in {@code clauses.tsv}. On a class it counts for each of its tests. */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Clause {
    /**
     * The ids.
     *
     * @return one or more, such as {@code SEND-04}
     */
    String[] value();
}
