// SPDX-License-Identifier: Apache-2.0

/** What developers of WSK clients would write: the classes that tests build into bundles of their own. */
package org.wsk4j.itests.client;
