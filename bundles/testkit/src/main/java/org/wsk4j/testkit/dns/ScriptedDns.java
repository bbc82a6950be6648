// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A DNS server for tests, by UDP and TCP on one port of 127.0.0.1.
 *
 * <p>It answers from the records that it was given by {@link #has}; where there is a script for a name, or for all, that one
 * does what it likes with the request, at once or later, also nothing. Every request can be taken by {@link #take}, too.
 *
 * <p>Threads: safe for all. Scripts run in threads of the server, one at a time for what comes by UDP.
 */
public final class ScriptedDns implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 30;
    private static final int LONGEST = 0xFFFF;
    private static final String ALL = "*";

    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Map<String, Consumer<DnsRequest>> scripts = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, List<String>>> records = new ConcurrentHashMap<>();
    private final BlockingQueue<DnsRequest> requests = new LinkedBlockingQueue<>();
    private final List<DnsRequest> all = Collections.synchronizedList(new ArrayList<>());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private ScriptedDns(ServerSocket tcp, DatagramSocket udp) {
        this.tcp = tcp;
        this.udp = udp;
    }

    /** Starts a server on a port that both protocols have free. */
    public static ScriptedDns start() {
        try {
            while (true) {
                ServerSocket tcp = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                try {
                    ScriptedDns server = new ScriptedDns(tcp, new DatagramSocket(tcp.getLocalSocketAddress()));
                    server.run("dns-udp", server::receive);
                    server.run("dns-tcp", server::accept);
                    return server;
                } catch (BindException e) {
                    tcp.close(); // another one has that port for UDP
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    /** The same as text: {@code 127.0.0.1:port}. */
    public String literal() {
        return address().getAddress().getHostAddress() + ":" + address().getPort();
    }

    /** Gives it an A or an AAAA record. */
    public ScriptedDns has(String name, String address) {
        return has(name, address.indexOf(':') < 0 ? DnsRequest.A : DnsRequest.AAAA, address);
    }

    /** Gives it a record: of A, AAAA, CNAME or PTR. */
    public ScriptedDns has(String name, int type, String value) {
        records.computeIfAbsent(name, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(type, key -> Collections.synchronizedList(new ArrayList<>()))
                .add(value);
        return this;
    }

    /** What it does with every request for which there is no other script. */
    public ScriptedDns script(Consumer<DnsRequest> script) {
        return script(ALL, script);
    }

    /** What it does with requests for a name. */
    public ScriptedDns script(String name, Consumer<DnsRequest> script) {
        scripts.put(name, script);
        return this;
    }

    /** Waits for the next request that nobody has taken. */
    public DnsRequest take() {
        try {
            DnsRequest request = requests.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("nobody asked within " + DEADLINE_SECONDS + " s");
            }
            return request;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** All requests so far, taken or not, each as {@code name/type}, with {@code by TCP} where that is so. */
    public List<String> asked() {
        synchronized (all) {
            return all.stream().map(DnsRequest::toString).toList();
        }
    }

    /** Answers from the records: the whole chain of aliases; or that there is no such name, or no such type. */
    public void answer(DnsRequest request) {
        DnsReply reply = request.reply();
        String name = request.name();
        Map<Integer, List<String>> found = records.get(name);
        for (int i = 0; found != null && found.containsKey(DnsRequest.CNAME) && i < records.size(); i++) {
            String target = found.get(DnsRequest.CNAME).get(0);
            reply.cname(name, target);
            name = target;
            found = records.get(name);
        }
        if (found == null) {
            reply.code(DnsReply.NXDOMAIN).soa("test", 60);
        } else if (!found.containsKey(request.type())) {
            reply.soa("test", 60);
        } else {
            for (String value : found.get(request.type())) {
                if (request.type() == DnsRequest.PTR) {
                    reply.ptr(name, value);
                } else {
                    reply.address(name, value);
                }
            }
        }
        reply.send();
    }

    private void asked(DnsRequest request) {
        all.add(request);
        requests.add(request);
        Consumer<DnsRequest> script = scripts.get(request.name());
        script = script == null ? scripts.get(ALL) : script;
        if (script == null) {
            answer(request);
        } else {
            script.accept(request);
        }
    }

    private void receive() throws IOException {
        byte[] room = new byte[LONGEST];
        while (true) {
            DatagramPacket packet = new DatagramPacket(room, room.length);
            udp.receive(packet);
            asked(new DnsRequest(Arrays.copyOf(room, packet.getLength()), false, new DnsRequest.Way() {
                @Override
                public void send(byte[] message) throws IOException {
                    udp.send(new DatagramPacket(message, message.length, packet.getSocketAddress()));
                }

                @Override
                public void sendRaw(byte[] bytes) throws IOException {
                    send(bytes);
                }

                @Override
                public void close() {}
            }));
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket connection = tcp.accept();
            connections.add(connection);
            run("dns-connection", () -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            for (int length = in.read(); length >= 0; length = in.read()) {
                byte[] message = new byte[length << 8 | in.readUnsignedByte()];
                in.readFully(message);
                asked(new DnsRequest(message, true, new DnsRequest.Way() {
                    @Override
                    public void send(byte[] reply) throws IOException {
                        out.writeShort(reply.length);
                        out.write(reply);
                        out.flush();
                    }

                    @Override
                    public void sendRaw(byte[] bytes) throws IOException {
                        out.write(bytes);
                        out.flush();
                    }

                    @Override
                    public void close() throws IOException {
                        connection.close();
                    }
                }));
            }
        } finally {
            connections.remove(connection);
        }
    }

    /** Connections that are open on this side. */
    public int connections() {
        return connections.size();
    }

    /** Ends by an exception when a socket is closed, as it has to be. */
    private interface Work {
        void run() throws IOException;
    }

    private void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | UncheckedIOException e) {
                        return; // the other side or the test is through
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Stops listening by TCP, so that connections are refused. */
    public void refuseConnections() {
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        udp.close();
        refuseConnections();
        for (Socket connection : connections) {
            try {
                connection.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
