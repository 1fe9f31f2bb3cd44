import org.duograph.backend.*
import org.duograph.data.*
import org.duograph.keras.*
import static org.duograph.keras.Keras.*
import org.duograph.plan.*
import org.duograph.tensor.*
import org.duograph.tensorboard.*
import org.duograph.session.*
import org.duograph.session.rnn.*
import org.duograph.session.train.*
import org.duograph.training.*
import org.duograph.workspace.*
import org.duograph.workspace.draw.*
import org.duograph.workspace.io.*
import org.duograph.workspace.model.*
import org.duograph.workspace.net.*
import org.duograph.workspace.proto.*
