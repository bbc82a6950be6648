// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

/**
 * The configuration, in the ranges that make sense whatever was written there.
 *
 * @param ioThreads how many I/O threads there are at most
 * @param backlog how many connections the platform keeps for a listener that does not accept
 * @param retainLimit how many received bytes an endpoint reads beyond those that were released
 * @param bufferMemory how many bytes of memory for received bytes are in use before all are asked to release
 */
record TcpSettings(int ioThreads, int backlog, int retainLimit, long bufferMemory) {
    private static final int MOST_THREADS_BY_DEFAULT = 4;

    static TcpSettings of(TcpIpConfig config) {
        int threads = config.ioThreads() > 0
                ? config.ioThreads()
                : Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS_BY_DEFAULT);
        return new TcpSettings(
                threads,
                Math.max(1, config.backlog()),
                Math.max(1, config.retainLimit()),
                Math.max(0, config.bufferMemory()));
    }
}
