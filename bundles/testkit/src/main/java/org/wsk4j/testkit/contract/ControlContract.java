// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingDatagramObserver;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/** What every transport does whose options can be read and set without a connection. */
public abstract class ControlContract extends TransportContract {
    private static final int[] LEVELS = {
        SocketOptions.SOL_SOCKET,
        IpProtocol.IPPROTO_IP,
        IpProtocol.IPPROTO_IPV6,
        IpProtocol.IPPROTO_TCP,
        IpProtocol.IPPROTO_UDP
    };

    /** For those who run it. */
    protected ControlContract() {}

    private TransportEndpoint openControl(TransportTriple triple) {
        Ptr<TransportEndpoint> made = new Ptr<>();
        succeeds(((ControlTransport) transport().transport()).openControl(triple, triple.protocol(), made));
        return own(made.get());
    }

    /** The combinations of the family under test. */
    private List<TransportTriple> triples() {
        List<TransportTriple> triples = new ArrayList<>(transport().transport().triples());
        triples.removeIf(triple -> triple.addressFamily() != transport().home().family()
                || triple.protocol() == TransportTriple.ANY_PROTOCOL);
        assertThat(triples).isNotEmpty();
        return triples;
    }

    @Test
    void hasTheOptionsOfItsKind() {
        for (TransportTriple triple : triples()) {
            TransportEndpoint endpoint = openControl(triple);

            expectOptions(endpoint, triple.socketType());
            expectNoUnknownOptions(endpoint);
        }
    }

    @Test
    void sharesNoValueWithAnother() {
        for (TransportTriple triple : triples()) {
            TransportEndpoint endpoint = openControl(triple);
            TransportEndpoint other = openControl(triple);

            expectOptions(endpoint, triple.socketType());

            assertThat(valueOf(other, triple.socketType())).isZero();
        }
    }

    @Test
    void hasNoAddress() {
        for (TransportTriple triple : triples()) {
            TransportEndpoint endpoint = openControl(triple);

            assertThat(endpoint.bind(transport().home()).isSuccess()).isFalse();
            expectNoAddress(endpoint);
        }
    }

    @Test
    void postsWhateverItsState() {
        for (TransportTriple triple : triples()) {
            TransportEndpoint endpoint = openControl(triple);

            expectPostCompletesInTheIoThread(endpoint);
            assertThat(pendingIn(endpoint)).isEmpty();
            expectPostAndCancelWhenClosed(endpoint);
        }
    }

    @Test
    void completesThePostedBeforeTheClose() {
        for (TransportTriple triple : triples()) {
            TransportEndpoint endpoint = openControl(triple);
            RecordedRequest posted = post(endpoint, over -> {});

            succeeds(close(endpoint).await());

            assertThat(posted.isOver()).isTrue();
        }
    }

    @Test
    void saysWhatItsEndpointsHave() {
        for (TransportTriple triple : triples()) {
            TransportEndpoint endpoint =
                    triple.socketType() == SocketType.SOCK_DGRAM ? openDatagram(triple) : openControl(triple);
            Set<TransportCapability> found = new HashSet<>();
            for (int level : LEVELS) {
                for (int number : numbers()) {
                    if (endpoint.getOption(level, number, new ULong(), new SizeT()) != NtStatus.STATUS_NOT_SUPPORTED) {
                        found.add(new TransportCapability(Kind.GET_OPTION, level, number));
                    }
                    if (endpoint.setOption(level, number, "no value") != NtStatus.STATUS_NOT_SUPPORTED) {
                        found.add(new TransportCapability(Kind.SET_OPTION, level, number));
                    }
                }
            }

            List<TransportCapability> said = transport().transport().capabilities(triple).stream()
                    .filter(each -> each.kind() == Kind.GET_OPTION || each.kind() == Kind.SET_OPTION)
                    .toList();
            assertThat(said).as(triple.toString()).containsExactlyInAnyOrderElementsOf(found);
        }
    }

    private TransportEndpoint openDatagram(TransportTriple triple) {
        Ptr<TransportEndpoint> made = new Ptr<>();
        succeeds(((DatagramTransport) transport().transport())
                .openDatagram(triple, triple.protocol(), new RecordingDatagramObserver(), made));
        return own(made.get());
    }

    /** All numbers of options that have a name. */
    private static Set<Integer> numbers() {
        return Arrays.stream(SocketOptions.class.getFields())
                .filter(field -> field.getType() == int.class)
                .map(ControlContract::valueOf)
                .collect(Collectors.toSet());
    }

    private static int valueOf(Field constant) {
        try {
            return constant.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
