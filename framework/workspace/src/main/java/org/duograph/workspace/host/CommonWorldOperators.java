package org.duograph.workspace.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duograph.cluster.Exchange;
import org.duograph.cluster.Folder;
import org.duograph.cluster.Group;
import org.duograph.cluster.GroupOptions;
import org.duograph.cluster.Meeting;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.BlobCodec;
import org.duograph.workspace.proto.BlobProto;

/**
 * The operators by which nets of several processes exchange blobs. A common world is a {@link
 * Group}: each process creates it with its own rank, and all run the same of these operators in the
 * same order.
 */
final class CommonWorldOperators {
    private static final String WORLD = "what a CreateCommonWorld made";
    private static final Attr ROOT = Attr.ofInt("root", 0, "the rank of the process that has it");
    private static final Attr STATUS = Attr.ofString("status_blob", "", "accepted, not used");

    static final HostOperatorDef CREATE =
            HostOperatorDef.of(
                            "CreateCommonWorld",
                            "Lets processes meet through a store, so that their nets can exchange"
                                    + " blobs; waits until all have come.",
                            CommonWorldOperators::create)
                    .input("kv_handler", Operand.Kind.ONE, "what a FileStoreHandlerCreate made")
                    .output("comm_world", Operand.Kind.ONE, "the group, a blob that is no tensor")
                    .arg(Attr.ofInt("size", 0, "how many processes there are; required"))
                    .arg(Attr.ofInt("rank", 0, "which of them this is, from 0"))
                    .arg(
                            Attr.ofString(
                                    "interface",
                                    "",
                                    "the network interface, or the address, at which others reach"
                                            + " this process; that of its host name if not given"))
                    .arg(
                            Attr.ofInt(
                                    "timeout_ms",
                                    60_000,
                                    "how long a silent process is waited for"))
                    .arg(Attr.ofString("transport", "tcp", "accepted, not used"))
                    .arg(STATUS)
                    .example(
                            "op { type: \"CreateCommonWorld\" input: \"store\" output: \"world\" arg"
                                    + " { name: \"size\" i: 2 } arg { name: \"rank\" i: 0 } }");

    static final HostOperatorDef CLONE =
            HostOperatorDef.of(
                            "CloneCommonWorld",
                            "Lets the processes of a common world meet once more: a world with"
                                    + " connections of its own.",
                            CommonWorldOperators::copy)
                    .input("existing_comm_world", Operand.Kind.ONE, WORLD)
                    .output("comm_world", Operand.Kind.ONE, "the group, a blob that is no tensor")
                    .arg(STATUS)
                    .example(
                            "op { type: \"CloneCommonWorld\" input: \"world\" output: \"second\" }");

    static final HostOperatorDef DESTROY =
            HostOperatorDef.of(
                            "DestroyCommonWorld",
                            "Leaves a common world: its connections are closed.",
                            call -> group(call).close())
                    .input("common_world", Operand.Kind.ONE, WORLD)
                    .output("comm_world", Operand.Kind.OPTIONAL, "the same blob")
                    .makes(op -> List.of())
                    .example(
                            "op { type: \"DestroyCommonWorld\" input: \"world\" output: \"world\" }");

    static final HostOperatorDef BARRIER =
            HostOperatorDef.of(
                            "Barrier",
                            "Waits until all processes of a common world have come here.",
                            call -> group(call).barrier())
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .arg(STATUS)
                    .example("op { type: \"Barrier\" input: \"world\" }");

    static final HostOperatorDef ALLREDUCE =
            HostOperatorDef.of(
                            "Allreduce",
                            "Sums blobs over all processes of a common world: all get the same bits.",
                            call -> give(call, sum(call)))
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .input("X", Operand.Kind.MANY, "tensors of floats or doubles")
                    .output("Y", Operand.Kind.MANY, "the sums, usually the same blobs")
                    .arg(STATUS)
                    .typed(CommonWorldOperators::sameTypes)
                    .example(
                            "op { type: \"Allreduce\" input: \"world\" input: \"fc_w_grad\" input:"
                                    + " \"fc_b_grad\" output: \"fc_w_grad\" output: \"fc_b_grad\" }");

    static final HostOperatorDef REDUCE =
            HostOperatorDef.of(
                            "Reduce",
                            "Sums a blob over all processes of a common world for one of them; all"
                                    + " others keep theirs.",
                            CommonWorldOperators::reduce)
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .input("X", Operand.Kind.ONE, "a tensor of floats or doubles")
                    .output("Y", Operand.Kind.ONE, "the sum at the root, X elsewhere")
                    .arg(ROOT)
                    .arg(STATUS)
                    .typed(CommonWorldOperators::sameTypes)
                    .example(
                            "op { type: \"Reduce\" input: \"world\" input: \"X\" output: \"Y\" arg {"
                                    + " name: \"root\" i: 0 } }");

    static final HostOperatorDef BROADCAST =
            HostOperatorDef.of(
                            "Broadcast",
                            "Gives all processes of a common world the blobs of one of them.",
                            CommonWorldOperators::broadcast)
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .input("X", Operand.Kind.MANY, "tensors, of the same types in all processes")
                    .output("Y", Operand.Kind.MANY, "those of the root, usually the same blobs")
                    .arg(ROOT)
                    .arg(STATUS)
                    .typed(CommonWorldOperators::sameTypes)
                    .example(
                            "op { type: \"Broadcast\" input: \"world\" input: \"fc_w\" output:"
                                    + " \"fc_w\" arg { name: \"root\" i: 0 } }");

    static final HostOperatorDef ALLGATHER =
            HostOperatorDef.of(
                            "Allgather",
                            "Gives all processes the numbers of all, one after the other by rank.",
                            CommonWorldOperators::allgather)
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .input("X", Operand.Kind.MANY, "tensors of one type")
                    .output("Y", Operand.Kind.ONE, "all numbers, in one dimension")
                    .arg(STATUS)
                    .typed(CommonWorldOperators::gatheredType)
                    .looksAt(op -> op.getInputList().stream().limit(1).toList())
                    .example(
                            "op { type: \"Allgather\" input: \"world\" input: \"X\" output: \"Y\" }");

    static final HostOperatorDef SEND =
            HostOperatorDef.of(
                            "SendTensor",
                            "Sends a tensor to another process, which receives it.",
                            call -> {
                                byte[] bytes =
                                        BlobCodec.toProto(tag(call), call.input(1)).toByteArray();
                                group(call).send(call.args().i("dst", 0), bytes);
                            })
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .input("X", Operand.Kind.ONE, "the tensor")
                    .arg(Attr.ofInt("dst", 0, "the rank of the process that gets it"))
                    .arg(Attr.ofInt("tag", 0, "a number that both say, to be sure"))
                    .arg(Attr.ofInt("raw_buffer", 0, "accepted, not used"))
                    .example(
                            "op { type: \"SendTensor\" input: \"world\" input: \"X\" arg { name:"
                                    + " \"dst\" i: 1 } }");

    static final HostOperatorDef RECEIVE =
            HostOperatorDef.of(
                            "ReceiveTensor",
                            "Waits for a tensor that another process sends.",
                            CommonWorldOperators::receive)
                    .input("comm_world", Operand.Kind.ONE, WORLD)
                    .input("Y", Operand.Kind.ONE, "a tensor of the type that will come")
                    .output("Y", Operand.Kind.ONE, "what has come, usually the same blob")
                    .arg(Attr.ofInt("src", 0, "the rank of the process that sends it"))
                    .arg(Attr.ofInt("tag", 0, "a number that both say, to be sure"))
                    .arg(Attr.ofInt("raw_buffer", 0, "accepted, not used"))
                    .typed(CommonWorldOperators::sameTypes)
                    .example(
                            "op { type: \"ReceiveTensor\" input: \"world\" input: \"Y\" output: \"Y\""
                                    + " arg { name: \"src\" i: 0 } }");

    /** All of them. */
    static final List<HostOperatorDef> ALL =
            List.of(
                    CREATE, CLONE, DESTROY, BARRIER, ALLREDUCE, REDUCE, BROADCAST, ALLGATHER, SEND,
                    RECEIVE);

    private CommonWorldOperators() {}

    private static Group group(HostOperator.Call call) {
        return call.object(0, Group.class);
    }

    private static void create(HostOperator.Call call) throws IOException {
        StoreFolder store = call.object(0, StoreFolder.class);
        int size = call.args().i("size", 0);
        int rank = call.args().i("rank", 0);
        call.require(
                size > 0 && rank >= 0 && rank < size,
                "it needs a size of 1 or more and a rank from 0 to size - 1, found size %d and rank %d",
                size,
                rank);
        String run = call.op().getOutput(0).replaceAll("[^\\w.-]", "_");
        GroupOptions options =
                GroupOptions.DEFAULT
                        .withRun(run)
                        .withSecret(Folder.secret(store.folder(), run))
                        .withDeadline(StoreOperators.timeout(call));
        Meeting meeting = new Folder(store.folder(), run, rank, size, host(call));
        call.output(0, Group.join(meeting, options));
    }

    /** Where others reach this process. */
    private static String host(HostOperator.Call call) throws IOException {
        String name = call.args().s("interface", "");
        try {
            NetworkInterface device = name.isEmpty() ? null : NetworkInterface.getByName(name);
            if (device != null) {
                List<InetAddress> addresses = Collections.list(device.getInetAddresses());
                call.require(!addresses.isEmpty(), "interface \"%s\" has no address", name);
                return addresses.get(addresses.size() - 1).getHostAddress().replaceAll("%.*", "");
            }
            return name.isEmpty() ? InetAddress.getLocalHost().getHostAddress() : name;
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    private static void copy(HostOperator.Call call) throws IOException {
        Group group = group(call);
        Exchange again =
                new Exchange(
                        group.rank(),
                        group.size(),
                        group.peers().get(group.rank()).host(),
                        own -> {
                            List<String> all = new ArrayList<>();
                            for (byte[] one :
                                    group.allGather(own.getBytes(StandardCharsets.UTF_8))) {
                                all.add(new String(one, StandardCharsets.UTF_8));
                            }
                            return all;
                        });
        call.output(0, Group.join(again, group.options()));
    }

    private static List<ArrayType> sameTypes(HostOperator.Call call) {
        int tensors = call.inputs().size() - 1;
        call.require(
                tensors == call.op().getOutputCount(),
                "it has an output for each tensor, found %d tensors and %d outputs",
                tensors,
                call.op().getOutputCount());
        List<ArrayType> types = new ArrayList<>();
        for (int i = 1; i <= tensors; i++) {
            types.add(call.type(i));
        }
        return types;
    }

    private static List<NDArray> tensors(HostOperator.Call call) {
        List<NDArray> tensors = new ArrayList<>();
        for (int i = 1; i < call.inputs().size(); i++) {
            tensors.add(call.input(i));
        }
        return tensors;
    }

    private static void give(HostOperator.Call call, List<NDArray> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            call.output(i, tensors.get(i));
        }
    }

    /** The sums of all tensors, which go around as one array: one after the other. */
    private static List<NDArray> sum(HostOperator.Call call) throws IOException {
        List<NDArray> tensors = tensors(call);
        group(call).during(call.op().getInput(1) + ", ...");
        if (tensors.stream().allMatch(t -> t.data() instanceof float[])) {
            float[] all = new float[tensors.stream().mapToInt(NDArray::size).sum()];
            int at = 0;
            for (NDArray tensor : tensors) {
                System.arraycopy(tensor.data(), 0, all, at, tensor.size());
                at += tensor.size();
            }
            group(call).allReduce(all);
            at = 0;
            for (NDArray tensor : tensors) {
                System.arraycopy(all, at, tensor.data(), 0, tensor.size());
                at += tensor.size();
            }
        } else {
            for (NDArray tensor : tensors) {
                call.require(
                        tensor.data() instanceof float[] || tensor.data() instanceof double[],
                        "it sums floats and doubles, found %s",
                        tensor.type());
                if (tensor.data() instanceof float[] floats) {
                    group(call).allReduce(floats);
                } else {
                    group(call).allReduce((double[]) tensor.data());
                }
            }
        }
        return tensors;
    }

    private static void reduce(HostOperator.Call call) throws IOException {
        List<NDArray> sums = sum(call);
        boolean root = group(call).rank() == call.args().i("root", 0);
        call.output(0, root ? sums.get(0) : call.input(1));
    }

    private static void broadcast(HostOperator.Call call) throws IOException {
        int root = call.args().i("root", 0);
        Group group = group(call);
        List<NDArray> all = new ArrayList<>();
        for (NDArray tensor : tensors(call)) {
            if (tensor.data() instanceof float[] floats) {
                group.broadcast(root, floats);
                all.add(tensor);
            } else {
                byte[] own =
                        group.rank() == root ? BlobCodec.toProto("", tensor).toByteArray() : null;
                all.add(array(call, group.broadcast(root, own), tensor.type()));
            }
        }
        give(call, all);
    }

    private static NDArray array(HostOperator.Call call, byte[] bytes, ArrayType wanted) {
        NDArray found = (NDArray) BlobCodec.toObject("what came", bytes);
        call.require(
                found.type().equals(wanted), "%s came, but here it is %s", found.type(), wanted);
        return found;
    }

    private static List<ArrayType> gatheredType(HostOperator.Call call) {
        ArrayType type = call.type(1);
        int tensors = call.inputs().size() - 1;
        for (int i = 2; i <= tensors; i++) {
            call.require(
                    call.type(i).equals(type), "its tensors are %s and %s", type, call.type(i));
        }
        int size = group(call).size() * tensors * (int) type.shape().size();
        return List.of(type.withShape(Shape.of(size)));
    }

    private static void allgather(HostOperator.Call call) throws IOException {
        NDArray joined = NDArray.zeros(gatheredType(call).get(0));
        int at = 0;
        for (byte[] one : group(call).allGather(bytes(tensors(call)))) {
            NDArray part =
                    array(
                            call,
                            one,
                            joined.type().withShape(Shape.of(joined.size() / group(call).size())));
            System.arraycopy(part.data(), 0, joined.data(), at, part.size());
            at += part.size();
        }
        call.output(0, joined);
    }

    private static byte[] bytes(List<NDArray> tensors) {
        ArrayType type = tensors.get(0).type();
        int size = tensors.get(0).size();
        NDArray all = NDArray.zeros(type.withShape(Shape.of(tensors.size() * size)));
        for (int i = 0; i < tensors.size(); i++) {
            System.arraycopy(tensors.get(i).data(), 0, all.data(), i * size, size);
        }
        return BlobCodec.toProto("", all).toByteArray();
    }

    private static String tag(HostOperator.Call call) {
        return "tag " + call.args().i("tag", 0);
    }

    private static void receive(HostOperator.Call call) throws IOException {
        byte[] bytes = group(call).receive(call.args().i("src", 0));
        String tag = BlobProto.parseFrom(bytes).getName();
        call.require(tag.equals(tag(call)), "%s came, but it waits for %s", tag, tag(call));
        NDArray came = array(call, bytes, call.type(1));
        call.output(0, came);
    }
}
