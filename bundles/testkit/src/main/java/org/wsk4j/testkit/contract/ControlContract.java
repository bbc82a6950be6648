// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Ptr;

/** What every transport does whose options can be read and set without a connection. */
public abstract class ControlContract extends TransportContract {
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
}
