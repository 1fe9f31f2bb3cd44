package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one task does in a step: its pieces, one after the other, and the edges over which something
 * comes to it from other tasks.
 *
 * @param pieces in the order in which they run
 * @param incoming what comes over edges, by their numbers
 */
record Part(List<Piece> pieces, Map<Integer, Incoming> incoming) {
    /**
     * What comes from another task.
     *
     * @param from the task
     * @param tensor the tensor's name, for messages; of an operation after which this task goes on
     *     its name
     */
    record Incoming(TaskName from, String tensor) {}

    byte[] bytes() {
        Packet packet = new Packet();
        packet.put(incoming.size());
        incoming.forEach(
                (edge, in) ->
                        packet.put(edge).put(in.from.job()).put(in.from.index()).put(in.tensor));
        packet.put(pieces.size());
        pieces.forEach(piece -> piece.write(packet));
        return packet.bytes();
    }

    static Part read(byte[] bytes) {
        Packet packet = new Packet(bytes);
        Map<Integer, Incoming> incoming = new LinkedHashMap<>();
        for (int i = packet.getCount(16); i > 0; i--) {
            int edge = packet.getInt();
            TaskName from = new TaskName(packet.getText(), packet.getInt());
            incoming.put(edge, new Incoming(from, packet.getText()));
        }
        List<Piece> pieces = new ArrayList<>();
        for (int i = packet.getCount(24); i > 0; i--) {
            pieces.add(Piece.read(packet));
        }
        return new Part(pieces, incoming);
    }
}
