package org.duograph.workspace.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.DbCursor;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProtos;

/** The operators that read records of databases: CreateDB, its readers, and DBExists. */
final class DatabaseOperators {
    private static final List<String> KINDS = List.of("minidb", "lmdb");

    /** How operators name a file. */
    static final List<Attr> FILE =
            List.of(
                    Attr.ofString("db", "", "the file's name; required"),
                    Attr.ofString(
                            "db_type",
                            "minidb",
                            "the kind of file: minidb, or lmdb, which is only read"),
                    Attr.ofInt(
                            "absolute_path",
                            0,
                            "1: the name is taken as it is, instead of within the workspace's root"
                                    + " folder"));

    static final HostOperatorDef CREATE_DB =
            HostOperatorDef.of(
                            "CreateDB",
                            "Opens a database for reading; records are given out by operators such"
                                    + " as TensorProtosDBInput.",
                            DatabaseOperators::createDb)
                    .output("reader", Operand.Kind.ONE, "the reader, a blob that is no tensor")
                    .args(FILE)
                    .arg(Attr.ofInt("num_shards", 1, "accepted, not used"))
                    .arg(Attr.ofInt("shard_id", 0, "accepted, not used"))
                    .example(
                            "op { type: \"CreateDB\" output: \"reader\" arg { name: \"db\" s:"
                                    + " \"train.minidb\" } arg { name: \"db_type\" s: \"minidb\" } }");

    static final HostOperatorDef TENSOR_PROTOS_DB_INPUT =
            HostOperatorDef.of(
                            "TensorProtosDBInput",
                            "Reads the next records of a database, each of them some tensors, and"
                                    + " stacks them to batches; behind the last record comes the"
                                    + " first.",
                            DatabaseOperators::tensorProtosInput)
                    .input("reader", Operand.Kind.ONE, "what CreateDB wrote")
                    .output(
                            "tensors",
                            Operand.Kind.MANY,
                            "one output for each tensor of a record, such as image and label")
                    .arg(Attr.ofInt("batch_size", 0, "records to stack; 0 gives a record as it is"))
                    .typed(DatabaseOperators::nextTypes)
                    .looksAt(OperatorDef::getInputList)
                    .example(
                            "op { type: \"TensorProtosDBInput\" input: \"reader\" output: \"data\""
                                    + " output: \"label\" arg { name: \"batch_size\" i: 64 } }");

    static final HostOperatorDef DB_EXISTS =
            HostOperatorDef.of(
                            "DBExists",
                            "Says whether a database is there.",
                            DatabaseOperators::exists)
                    .output("exists", Operand.Kind.ONE, "bool, one number: 1 if it is there")
                    .args(FILE)
                    .arg(Attr.ofString("db_name", "", "another name of the argument db"))
                    .typed(call -> List.of(new ArrayType(DType.BOOL, Shape.of(1))))
                    .example(
                            "op { type: \"DBExists\" output: \"exists\" arg { name: \"db_name\" s:"
                                    + " \"train.minidb\" } }");

    private DatabaseOperators() {}

    static void createDb(HostOperator.Call call) throws IOException {
        Path file = file(call, call.args().s("db", ""));
        call.output(0, new DbReader(DbCursor.open(file), file.toString()));
    }

    static void exists(HostOperator.Call call) throws IOException {
        Args args = call.args();
        Path file = file(call, args.s(args.has("db_name") ? "db_name" : "db", ""));
        NDArray exists = NDArray.zeros(new ArrayType(DType.BOOL, Shape.of(1)));
        exists.set(0, Files.exists(file) ? 1 : 0);
        call.output(0, exists);
    }

    /** Stacks {@code batch_size} records; without one, gives the next record as it is. */
    static void tensorProtosInput(HostOperator.Call call) throws IOException {
        DbReader reader = call.object(0, DbReader.class);
        int batch = batchSize(call);
        List<List<NDArray>> columns = new ArrayList<>();
        for (int i = 0; i < Math.max(1, batch); i++) {
            List<TensorProto> record = tensors(call, reader, TensorProtos.parseFrom(reader.next()));
            for (int c = 0; c < record.size(); c++) {
                if (i == 0) {
                    columns.add(new ArrayList<>());
                }
                columns.get(c).add(TensorCodec.toArray(record.get(c)));
            }
        }
        for (int c = 0; c < columns.size(); c++) {
            List<NDArray> column = columns.get(c);
            call.output(c, batch == 0 ? column.get(0) : stack(column, reader.source()));
        }
    }

    private static int batchSize(HostOperator.Call call) {
        int batch = call.args().i("batch_size", 0);
        call.require(
                batch >= 0,
                "batch_size must be 1 or more, or 0 for single records, found %d",
                batch);
        return batch;
    }

    private static List<TensorProto> tensors(
            HostOperator.Call call, DbReader reader, TensorProtos record) throws IOException {
        if (record.getProtosCount() != call.op().getOutputCount()) {
            throw new FileFormatException(
                    "%s: a record holds %d tensors, but the operator has %d outputs"
                            .formatted(
                                    reader.source(),
                                    record.getProtosCount(),
                                    call.op().getOutputCount()));
        }
        return record.getProtosList();
    }

    /** The types that the next record gives, alone or stacked. */
    private static List<ArrayType> nextTypes(HostOperator.Call call) throws IOException {
        int batch = batchSize(call);
        DbReader reader = call.object(0, DbReader.class);
        return tensors(call, reader, TensorProtos.parseFrom(reader.peek())).stream()
                .map(TensorCodec::type)
                .map(type -> batch == 0 ? type : stacked(type, batch))
                .toList();
    }

    private static ArrayType stacked(ArrayType row, int rows) {
        List<Integer> dims = new ArrayList<>(List.of(rows));
        boolean scalar = row.shape().equals(Shape.of(1)); // a label: N, not N x 1
        dims.addAll(scalar ? List.of() : row.shape().toList());
        return row.withShape(Shape.of(dims));
    }

    private static NDArray stack(List<NDArray> rows, String source) throws IOException {
        ArrayType row = rows.get(0).type();
        NDArray all = NDArray.zeros(stacked(row, rows.size()));
        int at = 0;
        for (NDArray r : rows) {
            if (!r.type().equals(row)) {
                throw new FileFormatException(
                        "%s: records of one batch differ: %s and %s"
                                .formatted(source, row, r.type()));
            }
            System.arraycopy(r.data(), 0, all.data(), at, r.size());
            at += r.size();
        }
        return all;
    }

    /** The file that the argument {@code db} names, in the root folder unless it says otherwise. */
    static Path file(HostOperator.Call call, String db) {
        String type = call.args().s("db_type", "minidb");
        call.require(KINDS.contains(type), "db_type \"%s\" is not known; known: %s", type, KINDS);
        call.require(!db.isEmpty(), "it needs the argument db, the name of a file");
        return call.args().flag("absolute_path", false)
                ? Path.of(db)
                : call.around().rootFolder().resolve(db);
    }
}
