// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

/** The well-known services that are known where the system has no table of its own, in the form of {@code /etc/services}. */
final class WellKnownServices {
    /** Name, port and protocol, aliases. */
    static final String TEXT = """
            tcpmux 1/tcp
            echo 7/tcp
            echo 7/udp
            discard 9/tcp sink null
            discard 9/udp sink null
            systat 11/tcp users
            daytime 13/tcp
            daytime 13/udp
            qotd 17/tcp quote
            qotd 17/udp quote
            chargen 19/tcp ttytst source
            chargen 19/udp ttytst source
            ftp-data 20/tcp
            ftp 21/tcp
            ssh 22/tcp
            telnet 23/tcp
            smtp 25/tcp mail
            time 37/tcp timserver
            time 37/udp timserver
            nameserver 42/tcp name
            nameserver 42/udp name
            whois 43/tcp nicname
            tacacs 49/tcp
            tacacs 49/udp
            domain 53/tcp
            domain 53/udp
            bootps 67/udp dhcps
            bootpc 68/udp dhcpc
            tftp 69/udp
            gopher 70/tcp
            finger 79/tcp
            http 80/tcp www www-http
            kerberos 88/tcp krb5 kerberos-sec
            kerberos 88/udp krb5 kerberos-sec
            hostname 101/tcp hostnames
            iso-tsap 102/tcp
            rtelnet 107/tcp
            pop2 109/tcp
            pop3 110/tcp
            sunrpc 111/tcp rpcbind portmap
            sunrpc 111/udp rpcbind portmap
            auth 113/tcp ident tap
            sftp 115/tcp
            nntp 119/tcp usenet
            ntp 123/udp
            epmap 135/tcp loc-srv
            epmap 135/udp loc-srv
            netbios-ns 137/tcp nbname
            netbios-ns 137/udp nbname
            netbios-dgm 138/udp nbdatagram
            netbios-ssn 139/tcp nbsession
            imap 143/tcp imap2 imap4
            snmp 161/tcp
            snmp 161/udp
            snmptrap 162/tcp snmp-trap
            snmptrap 162/udp snmp-trap
            xdmcp 177/tcp
            xdmcp 177/udp
            bgp 179/tcp
            irc 194/tcp
            irc 194/udp
            ipx 213/udp
            ldap 389/tcp
            ldap 389/udp
            https 443/tcp
            https 443/udp
            microsoft-ds 445/tcp
            kpasswd 464/tcp
            kpasswd 464/udp
            submissions 465/tcp smtps ssmtp urd
            isakmp 500/udp ike
            exec 512/tcp
            biff 512/udp comsat
            login 513/tcp
            who 513/udp whod
            shell 514/tcp cmd
            syslog 514/udp
            printer 515/tcp spooler
            talk 517/udp
            ntalk 518/udp
            efs 520/tcp
            router 520/udp route routed
            timed 525/udp timeserver
            tempo 526/tcp newdate
            courier 530/tcp rpc
            netnews 532/tcp readnews
            netwall 533/udp
            uucp 540/tcp uucpd
            klogin 543/tcp
            kshell 544/tcp krcmd
            dhcpv6-client 546/udp
            dhcpv6-server 547/udp
            rtsp 554/tcp
            rtsp 554/udp
            nntps 563/tcp snntp
            submission 587/tcp
            ipp 631/tcp
            ldaps 636/tcp
            ldaps 636/udp
            domain-s 853/tcp
            domain-s 853/udp
            rsync 873/tcp
            ftps-data 989/tcp
            ftps 990/tcp
            telnets 992/tcp
            imaps 993/tcp
            pop3s 995/tcp
            socks 1080/tcp
            openvpn 1194/tcp
            openvpn 1194/udp
            ms-sql-s 1433/tcp
            ms-sql-m 1434/udp
            wins 1512/tcp
            wins 1512/udp
            l2tp 1701/udp
            pptp 1723/tcp
            radius 1812/udp
            radius-acct 1813/udp radacct
            mqtt 1883/tcp
            nfs 2049/tcp
            nfs 2049/udp
            iscsi-target 3260/tcp
            mysql 3306/tcp
            ms-wbt-server 3389/tcp rdp
            nat-t-ike 4500/udp ipsec-nat-t
            sip 5060/tcp
            sip 5060/udp
            sips 5061/tcp
            xmpp-client 5222/tcp
            xmpp-server 5269/tcp
            mdns 5353/udp
            postgresql 5432/tcp postgres
            amqps 5671/tcp
            amqp 5672/tcp
            coap 5683/udp
            coaps 5684/udp
            redis 6379/tcp
            http-alt 8080/tcp webcache http-proxy
            secure-mqtt 8883/tcp
            git 9418/tcp
            zabbix-agent 10050/tcp
            zabbix-trapper 10051/tcp
            mongodb 27017/tcp
            """;

    private WellKnownServices() {}
}
