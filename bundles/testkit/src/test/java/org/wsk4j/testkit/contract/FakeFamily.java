// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** The addresses of the fakes under test and of their peers. */
enum FakeFamily {
    INET {
        @Override
        SockAddr home() {
            return SockAddrIn.of("127.0.0.1", 0);
        }

        @Override
        SockAddr stranger(int port) {
            return SockAddrIn.of("192.0.2.1", port);
        }
    },
    INET6 {
        @Override
        SockAddr home() {
            return SockAddrIn6.of("::1", 0);
        }

        @Override
        SockAddr stranger(int port) {
            return SockAddrIn6.of("2001:db8::1", port);
        }
    };

    abstract SockAddr home();

    abstract SockAddr stranger(int port);
}
