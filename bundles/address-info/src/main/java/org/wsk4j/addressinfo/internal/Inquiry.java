// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * One look-up that pends: an IRP, and the providers that are asked for it one after the other.
 *
 * <p>State: {@link Phase}. Once it goes on, it does so until somebody claims its end with {@link #end}: an answer, the last
 * provider's failure, the client's cancel, its detach, or the bundle's going. Whoever claims it completes the IRP; everybody
 * else finds it over. A question that is open then is given up, which its provider is told, and its thread counts until the
 * provider returns.
 *
 * <p>Threads: the chain of providers is walked by one thread at a time, handed on through {@link Ask}; the end comes from any
 * thread. Locks: the inquiry itself, for the fields that say so; but for {@link Irp#pend} nothing is called under it.
 */
abstract class Inquiry implements OwnedRequest, IoCancelRoutine {
    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

    /** How far it is. */
    private enum Phase {
        /** The client is inside its call; the IRP is not pending yet, and an end that comes is left to the call. */
        STARTING,
        /** The IRP is pending. */
        GOING,
        /** The IRP has been completed, or is being completed by whoever brought the end. */
        OVER
    }

    private final WskClientObject client;
    private final Irp irp;
    private final Account account;
    private final Inquiries inquiries;
    private final Runnable detachNote = this::clientDetaches; // the same object for both calls
    private final long started = System.nanoTime();

    private LookupThreads.Ticket ticket; // set before anybody else knows the inquiry
    private Iterator<RankedProvider> providers; // whoever walks the chain
    private NtStatus firstFailure; // likewise

    private Ask current; // @GuardedBy("this")
    private Phase phase = Phase.STARTING; // @GuardedBy("this")
    private NtStatus early; // @GuardedBy("this"); an end that came while it was starting

    Inquiry(WskClientObject client, Irp irp, Account account, Inquiries inquiries) {
        this.client = client;
        this.irp = irp;
        this.account = account;
        this.inquiries = inquiries;
    }

    /** What is asked, for a log line. */
    abstract String subject();

    /** The question for the next provider. */
    abstract Ask question(RankedProvider provider);

    /**
     * Makes what the client gets of an answer; changes nothing that the client sees.
     *
     * @return what stores it, when the end has been claimed with STATUS_SUCCESS; or the status of a failure
     */
    abstract Result resultOf(Answer answer, RankedProvider provider);

    /** The answer when no provider has one. */
    abstract Result resultWithoutAnswer(NtStatus failure);

    /**
     * What becomes of an inquiry.
     *
     * @param status the final status
     * @param store what to do for the client before the IRP completes; null for nothing
     */
    record Result(NtStatus status, Runnable store) {
        static Result failed(NtStatus status) {
            return new Result(status, null);
        }

        static Result stored(Runnable store) {
            return new Result(NtStatus.STATUS_SUCCESS, store);
        }
    }

    final Account account() {
        return account;
    }

    final WskClientObject client() {
        return client;
    }

    /** Takes the IRP over and begins to ask; answers what the client's function returns. */
    final NtStatus start(List<RankedProvider> chain) {
        providers = chain.iterator();
        if (!client.begun(this)) {
            return refuse(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            irp.setNextStackLocation();
        } catch (RuntimeException e) {
            client.ended(this);
            throw e;
        }
        NtStatus refusal = admit();
        if (refusal != null) {
            return conclude(refusal, null);
        }
        ticket.ask(this::askNext);
        return NtStatus.STATUS_PENDING;
    }

    /** Enters the inquiry everywhere, and lets it be cancelled; null when it goes on, else why it does not. */
    private NtStatus admit() {
        ticket = inquiries.threads().ticket();
        if (ticket == null) {
            return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
        }
        NtStatus refusal = !inquiries.add(this)
                ? NtStatus.STATUS_NOT_SUPPORTED
                : !client.onDetach(detachNote) ? NtStatus.STATUS_DEVICE_NOT_READY : null;
        synchronized (this) { // a canceller waits until it is decided whether it goes on
            refusal = refusal != null ? refusal : early;
            if (refusal == null && irp.pend(this)) {
                phase = Phase.GOING;
                return null;
            }
            phase = Phase.OVER;
        }
        withdraw();
        return refusal == null ? NtStatus.STATUS_CANCELLED : refusal;
    }

    /** On a thread that may block: asks providers until one has an answer, or one is going to answer later. */
    private void askNext() {
        while (true) {
            if (!providers.hasNext()) {
                end(resultWithoutAnswer(firstFailure == null ? NtStatus.STATUS_NO_MATCH : firstFailure));
                return;
            }
            Ask ask = question(providers.next());
            synchronized (this) {
                if (phase == Phase.OVER) {
                    return;
                }
                current = ask;
            }
            if (!inquiries.isThere(ask.provider())) { // after current is set: who withdraws a provider looks there
                ask.giveUp();
                continue;
            }
            Answer answer = ask.ask();
            if (answer == null || settle(ask, answer)) {
                return;
            }
        }
    }

    /** An answer came from elsewhere than the thread that asked. */
    final void answered(Ask ask, Answer answer) {
        ticket.answer(() -> {
            if (!settle(ask, answer)) {
                ticket.ask(this::askNext);
            }
        });
    }

    /** Takes an answer; false when the next provider is to be asked. */
    private boolean settle(Ask ask, Answer answer) {
        if (answer.isSuccess()) {
            end(resultOrFailure(answer, ask.provider()));
            return true;
        }
        if (answer.status() != NtStatus.STATUS_NO_MATCH && firstFailure == null) {
            firstFailure = answer.status();
        }
        return false;
    }

    /** An IRP is completed whatever goes wrong with its result. */
    private Result resultOrFailure(Answer answer, RankedProvider provider) {
        try {
            return resultOf(answer, provider);
        } catch (RuntimeException | Error e) {
            LOG.error("No result could be made of what {} answered to {}", provider, subject(), e);
            return Result.failed(NtStatus.STATUS_UNSUCCESSFUL);
        }
    }

    /** Likewise; what the client has got of it then is not said. */
    private NtStatus stored(NtStatus status, Runnable store) {
        if (store == null) {
            return status;
        }
        try {
            store.run();
            return status;
        } catch (RuntimeException | Error e) {
            LOG.error("The result of {} could not be stored", subject(), e);
            return NtStatus.STATUS_UNSUCCESSFUL;
        }
    }

    /** The service of a provider goes: what it was asked has failed. */
    final void providerGoes(RankedProvider provider) {
        Ask asked;
        synchronized (this) {
            asked = current;
        }
        if (asked != null && asked.provider().serviceId() == provider.serviceId()) {
            asked.abandon();
        }
    }

    /** Ends the inquiry, unless it is over. */
    final void end(Result result) {
        Ask open;
        synchronized (this) {
            if (phase == Phase.STARTING && early == null) {
                early = result.status();
            }
            if (phase != Phase.GOING) {
                return;
            }
            phase = Phase.OVER;
            open = current;
            current = null;
        }
        if (open != null) {
            open.giveUp(); // nothing happens when it was answered
        }
        withdraw();
        conclude(result.status(), result.store());
    }

    private void withdraw() {
        ticket.withdraw();
        inquiries.remove(this);
        client.forgetOnDetach(detachNote);
        ticket.letGo();
    }

    /** Stores the result and completes the IRP: the only place that does. What its routine throws is logged. */
    private NtStatus conclude(NtStatus wanted, Runnable store) {
        NtStatus status = stored(wanted, store);
        try {
            return irp.complete(status, 0);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "A completion routine of {} failed; {} itself had ended with {}",
                    client.bundle() == null
                            ? "a client without a bundle"
                            : client.bundle().getSymbolicName(),
                    subject(),
                    status,
                    e);
            return status;
        } finally {
            client.ended(this);
        }
    }

    private NtStatus refuse(NtStatus status) {
        irp.setNextStackLocation();
        return inquiries.completion().end(irp, status, client);
    }

    /** The client cancels its IRP: it completes at once, in this thread, whatever the provider does. */
    @Override
    public final void cancel(Irp cancelled) {
        end(Result.failed(NtStatus.STATUS_CANCELLED));
    }

    private void clientDetaches() {
        end(Result.failed(NtStatus.STATUS_CANCELLED));
    }

    @Override
    public final String describe() {
        return subject() + ", pending for " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started) + " s";
    }
}
