// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;
import org.wsk4j.wdm.RundownRef;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.spi.CachedDescriptors;
import org.wsk4j.wsk.spi.ClientAccount;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * The client object: one client that is attached, and everything that keeps it attached.
 *
 * <p>Calls in progress, pending IRPs and open sockets are uses of one {@link RundownRef}; the sockets are known one by
 * one besides, so that they can be taken away. A client's context is the one in its {@link WskClientNpi} if that is its
 * binding context, which is how the registration functions pass it on, else the binding context itself.
 *
 * <p>State: that of the rundown: OPEN is attached, DRAINING is detaching, DRAINED is detached.
 *
 * <p>Threads: safe for all.
 *
 * <p>Locks: the set of notes, for that set and the question whether it is too late for it; the set of memory, for that set;
 * the sets of sockets and of requests, each for itself and for entering it together with the count, so that whoever drains first and looks at the set
 * afterwards sees everything that was let in.
 *
 * <p>Spec: CLIENT-OBJ-01..CLIENT-OBJ-03, DEREGISTER-03..DEREGISTER-05, NMR-WSK-04, NMR-WSK-08.
 */
final class Attachment implements WskClientObject {
    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

    private final WskProviderDispatch table;
    private final NmrBindingHandle binding;
    private final NpiModuleId module;
    private final Object clientContext;
    private final WskClientDispatch clientDispatch;
    private final ClientAccount account;
    private final RundownRef uses = new RundownRef();
    private final Set<OwnedSocket> sockets = new LinkedHashSet<>(); // @GuardedBy("sockets"): in the order of opening
    private final Set<OwnedRequest> requests =
            new LinkedHashSet<>(); // @GuardedBy("requests"): in the order of beginning
    private boolean everOpened; // @GuardedBy("sockets"): there was a socket, perhaps there is none any more
    private volatile int staticEvents; // @GuardedBy("sockets") to change
    private final Set<Runnable> notes = Collections.newSetFromMap(new IdentityHashMap<>()); // @GuardedBy("notes")
    private final ClientDescriptors descriptors = new ClientDescriptors(this);
    private final Set<OwnedMemory> memory = Collections.newSetFromMap(new IdentityHashMap<>()); // @GuardedBy("memory")

    Attachment(
            WskProviderDispatch table,
            NmrBindingHandle binding,
            NpiModuleId module,
            Object clientBindingContext,
            WskClientDispatch clientDispatch,
            ClientAccount account) {
        this.table = table;
        this.binding = binding;
        this.module = module;
        this.clientContext =
                clientBindingContext instanceof WskClientNpi npi ? npi.clientContext() : clientBindingContext;
        this.clientDispatch = clientDispatch;
        this.account = account;
    }

    NmrBindingHandle binding() {
        return binding;
    }

    /** Whether the client was handed this table. */
    boolean belongsTo(WskProviderDispatch dispatch) {
        return table == dispatch;
    }

    boolean isDetached() {
        return uses.isDraining() && uses.uses() == 0; // in this order: once draining, the uses only become fewer
    }

    @Override
    public Bundle bundle() {
        return module.bundle();
    }

    @Override
    public ClientAccount account() {
        return account;
    }

    @Override
    public Object clientContext() {
        return clientContext;
    }

    @Override
    public WskClientDispatch clientDispatch() {
        return clientDispatch;
    }

    @Override
    public CachedDescriptors securityDescriptors() {
        return descriptors;
    }

    @Override
    public boolean acquire() {
        return uses.acquire();
    }

    @Override
    public void release() {
        uses.release();
    }

    @Override
    public boolean begun(OwnedRequest request) {
        synchronized (requests) {
            return uses.acquire() && requests.add(request);
        }
    }

    @Override
    public void ended(OwnedRequest request) {
        boolean known;
        synchronized (requests) {
            known = requests.remove(request);
        }
        if (known) {
            uses.release();
        } else {
            LOG.error("A request of client {} ended that had not begun: ignored", this, new IllegalStateException());
        }
    }

    @Override
    public boolean opened(OwnedSocket socket) {
        synchronized (sockets) {
            if (sockets.contains(socket)) {
                throw new IllegalStateException("A socket of client " + this + " was opened that is open already");
            }
            everOpened = true;
            return uses.acquire() && sockets.add(socket);
        }
    }

    @Override
    public int staticEvents() {
        return staticEvents;
    }

    @Override
    public boolean enableStatically(int events) {
        synchronized (sockets) {
            if (!everOpened) {
                staticEvents |= events;
            }
            return !everOpened;
        }
    }

    @Override
    public boolean hasOpened() {
        synchronized (sockets) {
            return everOpened;
        }
    }

    @Override
    public void closed(OwnedSocket socket) {
        boolean known;
        synchronized (sockets) {
            known = sockets.remove(socket);
        }
        if (known) {
            uses.release();
        } else {
            LOG.error("A socket of client {} was closed that is not open: ignored", this, new IllegalStateException());
        }
    }

    @Override
    public boolean onDetach(Runnable note) {
        synchronized (notes) {
            return !uses.isDraining() && notes.add(note);
        }
    }

    @Override
    public void forgetOnDetach(Runnable note) {
        synchronized (notes) {
            notes.remove(note);
        }
    }

    @Override
    public void given(OwnedMemory given) {
        synchronized (memory) {
            memory.add(given);
        }
    }

    @Override
    public boolean givenBack(OwnedMemory given) {
        synchronized (memory) {
            return memory.remove(given);
        }
    }

    /** The client is detached: what it was given and has not given back, which is not told again. */
    List<Holding> takeMemory() {
        synchronized (memory) {
            List<Holding> left = memoryHeld();
            memory.clear();
            return left;
        }
    }

    private List<Holding> memoryHeld() {
        synchronized (memory) {
            return memory.stream().map(Attachment::holdingOf).toList();
        }
    }

    private static Holding holdingOf(OwnedMemory left) {
        String kind = "memory";
        try {
            kind = left.kind();
            return new Holding(kind, left.describe(), null);
        } catch (RuntimeException | Error e) {
            return new Holding(kind, "(something that cannot be described: " + e + ")", null);
        }
    }

    /** Lets nothing new begin, see {@link RundownRef#drain}, and tells those who asked for it. */
    void detach(Runnable whenDetached) {
        if (!uses.drain(whenDetached)) {
            return;
        }
        List<Runnable> told;
        synchronized (notes) { // whoever comes later sees the draining
            told = new ArrayList<>(notes);
            notes.clear();
        }
        for (Runnable note : told) {
            try {
                note.run();
            } catch (RuntimeException | Error e) {
                LOG.error("Somebody who asked for the detach of client {} threw when told of it", this, e);
            }
        }
    }

    /** The sockets that are open, the oldest first. */
    List<OwnedSocket> sockets() {
        synchronized (sockets) {
            return new ArrayList<>(sockets);
        }
    }

    /** The requests that pend without being a socket's, the oldest first. */
    private List<OwnedRequest> requests() {
        synchronized (requests) {
            return new ArrayList<>(requests);
        }
    }

    /** What keeps the client attached, for a report. */
    List<WaitCause> usedBy() {
        List<WaitCause> causes = new ArrayList<>();
        List<OwnedSocket> open = sockets();
        for (OwnedSocket socket : open) {
            causes.add(new WaitCause(describe(socket)));
            causes.addAll(socket.busyWith());
        }
        List<OwnedRequest> pending = requests();
        pending.forEach(request -> causes.add(new WaitCause(request.describe())));
        int calls = uses.uses() - open.size() - pending.size();
        if (calls > 0) {
            causes.add(new WaitCause("the return of " + calls + " calls of " + this));
        }
        return causes;
    }

    /** What the client holds, for a report of what it left. */
    List<Holding> holdings() {
        List<OwnedSocket> open = sockets();
        List<Holding> holdings = new ArrayList<>();
        open.forEach(socket -> holdings.addAll(holdingsOf(socket)));
        List<OwnedRequest> pending = requests();
        pending.forEach(request -> holdings.add(new Holding("requests", request.describe(), null)));
        holdings.addAll(memoryHeld());
        int calls = uses.uses() - open.size() - pending.size();
        for (int i = 0; i < calls; i++) {
            holdings.add(new Holding("calls", "a call that has not returned", null));
        }
        return holdings;
    }

    private static List<Holding> holdingsOf(OwnedSocket socket) {
        try {
            return socket.holdings();
        } catch (RuntimeException | Error e) {
            return List.of(new Holding("sockets", describe(socket), null));
        }
    }

    /** A socket's own words, if it finds any. */
    static String describe(OwnedSocket socket) {
        try {
            return socket.describe();
        } catch (RuntimeException | Error e) {
            return "(a socket that cannot be described: " + e + ")";
        }
    }

    /** Whether the current thread is inside a completion routine of one of the client's sockets. */
    boolean isCompletingHere() {
        return sockets().stream().anyMatch(OwnedSocket::isCompletingHere);
    }

    /** Calls in progress, pending IRPs and open sockets. */
    int uses() {
        return uses.uses();
    }

    /** The client's name, for logs. */
    @Override
    public String toString() {
        return module.toString();
    }
}
