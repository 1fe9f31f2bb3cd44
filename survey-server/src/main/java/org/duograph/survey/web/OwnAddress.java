package org.duograph.survey.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The address by which others on the network find this computer, as far as it can tell. */
final class OwnAddress {
    private OwnAddress() {}

    /** An address of a network card that is up; home and class-room networks go first. */
    static Optional<String> find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(OwnAddress::isCard)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address)
                    .filter(address -> !address.isLoopbackAddress())
                    .filter(address -> !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> !address.isSiteLocalAddress()))
                    .map(InetAddress::getHostAddress);
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    /** Not one of those that join programs of the same computer. */
    private static boolean isCard(NetworkInterface card) {
        try {
            return card.isUp()
                    && !card.isLoopback()
                    && !card.isPointToPoint()
                    && Stream.of("docker", "br-", "veth", "virbr", "vbox", "vmnet")
                            .noneMatch(card.getName()::startsWith);
        } catch (SocketException e) {
            return false;
        }
    }
}
