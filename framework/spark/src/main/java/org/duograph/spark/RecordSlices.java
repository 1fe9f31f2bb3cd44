package org.duograph.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Files of records that are all of one length, such as CIFAR-10's: cut into as many partitions as
 * there are shards, each of which is read by the executor that trains on it. No record goes through
 * the driver.
 */
public final class RecordSlices {
    private RecordSlices() {}

    /** Some records of a file. */
    private record Slice(String file, long from, int count, int length) implements Serializable {
        Stream<byte[]> read() {
            List<byte[]> records = new ArrayList<>();
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                in.skipNBytes(from * length);
                for (int i = 0; i < count; i++) {
                    byte[] record = in.readNBytes(length);
                    if (record.length < length) {
                        throw new IOException(file + " is shorter than it was for the driver");
                    }
                    records.add(record);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            return records.stream();
        }
    }

    /**
     * The records of some files, in order, cut into partitions of the same size, but for one
     * record.
     *
     * @param files that all executors can read under these names
     * @param length bytes of a record
     * @throws IllegalArgumentException if a file does not hold whole records, or there are too few
     */
    public static JavaRDD<byte[]> of(
            JavaSparkContext spark, List<Path> files, int length, int partitions)
            throws IOException {
        long total = 0;
        List<Long> counts = new ArrayList<>();
        for (Path file : files) {
            long size = Files.size(file);
            if (size % length != 0) {
                throw new IllegalArgumentException(
                        "%s has %,d bytes, which is no multiple of a record's %d"
                                .formatted(file, size, length));
            }
            counts.add(size / length);
            total += size / length;
        }
        if (total < partitions) {
            throw new IllegalArgumentException(
                    "%d records can't be shared by %d shards".formatted(total, partitions));
        }
        List<List<Slice>> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(
                    slices(
                            files,
                            counts,
                            length,
                            total * p / partitions,
                            total * (p + 1) / partitions));
        }
        return spark.parallelize(all, partitions)
                .flatMap(slices -> slices.stream().flatMap(Slice::read).iterator());
    }

    private static List<Slice> slices(
            List<Path> files, List<Long> counts, int length, long from, long to) {
        List<Slice> slices = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < files.size(); i++) {
            long end = start + counts.get(i);
            long first = Math.max(from, start);
            long last = Math.min(to, end);
            if (first < last) {
                String file = files.get(i).toAbsolutePath().toString();
                slices.add(new Slice(file, first - start, (int) (last - first), length));
            }
            start = end;
        }
        return slices;
    }
}
