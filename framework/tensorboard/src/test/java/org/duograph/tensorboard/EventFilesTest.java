package org.duograph.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.duograph.messages.FileFormatException;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.Summary;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {
    @TempDir private Path folder;

    private static Event event(long step) {
        return Event.newBuilder().setStep(step).setWallTime(step).build();
    }

    @Test
    void whatTensorBoardItselfWroteIsRead() throws IOException {
        List<Event> old = real("end_to_end_old.tfevents");
        List<Event> young = real("end_to_end.tfevents");
        assertThat(old.size() + young.size()).isEqualTo(50);
        for (List<Event> events : List.of(old, young)) {
            assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
            assertThat(events).filteredOn(Event::hasSummary).isNotEmpty();
        }
        assertThat(young.get(1).getWallTime()).isEqualTo(1553644434.89, within());
        Summary.Value begin = young.get(1).getSummary().getValue(0);
        assertThat(begin.getTag()).isEqualTo("profile/train_begin");
        assertThat(begin.getSimpleValue()).isZero();
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.01);
    }

    private static List<Event> real(String name) throws IOException {
        return EventReader.readAll(OutsideData.shared("models/tensorboard/" + name));
    }

    @Test
    void whatIsWrittenComesBack() throws IOException {
        Path file;
        try (EventWriter writer = EventWriter.in(folder.resolve("run"))) {
            writer.write(event(1));
            writer.write(event(2));
            file = writer.file();
        }
        assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\..+");
        List<Event> events = EventReader.readAll(file);
        assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(events.subList(1, 3)).containsExactly(event(1), event(2));
    }

    @Test
    void aRecordIsWhatTensorFlowWrites() {
        byte[] record = EventWriter.record(new byte[24]);
        assertThat(HexFormat.of().formatHex(record, 0, 12)).isEqualTo("1800000000000000a37f4b22");
        assertThat(record).hasSize(12 + 24 + 4);
    }

    @Test
    void twoWritersOfOneFolderHaveFilesOfTheirOwn() throws IOException {
        try (EventWriter first = EventWriter.in(folder);
                EventWriter second = EventWriter.in(folder)) {
            assertThat(first.file()).isNotEqualTo(second.file());
        }
    }

    @Test
    void aRecordThatIsCutIsReadWhenTheRestIsThere() throws IOException {
        byte[] first = EventWriter.record(event(1).toByteArray());
        byte[] second = EventWriter.record(event(2).toByteArray());
        Path file = Files.write(folder.resolve("x.tfevents"), first);
        try (EventReader reader = new EventReader(file)) {
            assertThat(reader.next()).isEqualTo(event(1));
            for (int length = 0; length < second.length; length++) {
                assertThat(reader.next()).as("%d of %d bytes", length, second.length).isNull();
                byte[] next = Arrays.copyOfRange(second, length, length + 1);
                Files.write(file, next, StandardOpenOption.APPEND);
            }
            assertThat(reader.next()).isEqualTo(event(2));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void whatIsDamagedIsToldWithItsPlace() throws IOException {
        byte[] first = EventWriter.record(event(1).toByteArray());
        byte[] second = EventWriter.record(event(2).toByteArray());
        for (int at = 0; at < second.length; at++) {
            byte[] bytes = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, bytes, first.length, second.length);
            bytes[first.length + at] ^= 1;
            Path file = Files.write(folder.resolve("damaged.tfevents"), bytes);
            assertThatThrownBy(() -> EventReader.readAll(file))
                    .as("byte %d of the second record", at)
                    .isInstanceOf(FileFormatException.class)
                    .hasMessage(
                            "%s is damaged: %s, at byte %d, does not have the checksum that stands"
                                    + " beside it",
                            file, at < 12 ? "the length of record 1" : "record 1", first.length);
        }
    }

    @Test
    void anotherFileIsNoEventFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("a.txt"), "This is a text, and no event file.");
        assertThatThrownBy(() -> EventReader.readAll(file))
                .hasMessageContaining(
                        "is no event file, or damaged: the length of its first record");
        assertThatThrownBy(() -> EventReader.readAll(folder.resolve("none")))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void checksumsThatAreRightDoNotMakeBytesAnEvent() throws IOException {
        byte[] bytes = EventWriter.record(new byte[] {(byte) 0xFF, 1, 2});
        Path file = Files.write(folder.resolve("other.tfevents"), bytes);
        assertThatThrownBy(() -> EventReader.readAll(file))
                .hasMessageContaining("record 0, at byte 0, is no event");
    }
}
