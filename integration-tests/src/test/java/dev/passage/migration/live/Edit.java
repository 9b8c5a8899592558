package dev.passage.migration.live;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** A change of one method of one class of Passage, as byte code; what stands there instead is a method of {@link Planted}. */
final class Edit {
    private static final String ROOT = "dev.passage.migration.";
    private static final String PLANTED = Type.getInternalName(Planted.class);

    private final String className;
    private final String method;
    private final ToIntFunction<MethodNode> change;

    private Edit(String className, String method, ToIntFunction<MethodNode> change) {
        this.className = ROOT + className;
        this.method = method;
        this.change = change;
    }

    /** Puts another text in the place of a part of the texts that a method uses. */
    static Edit text(String className, String method, String part, String instead) {
        return new Edit(className, method, found -> replace(found, part, instead));
    }

    /** Calls something else in a method; it is given what is called and the arguments. */
    static Edit call(String className, String method, String called, String planted) {
        return new Edit(className, method, found -> redirect(found, called, plantedMethod(planted)));
    }

    /** Does something else instead of a method. */
    static Edit body(String className, String method, String planted) {
        return new Edit(className, method, found -> empty(found, plantedMethod(planted)));
    }

    String className() {
        return className;
    }

    /**
     * Changes the method, and the lambdas in it.
     *
     * @throws IllegalStateException if there is nothing to change, because the code is not what it was
     */
    void on(ClassNode type) {
        int changes = type.methods.stream()
                .filter(each -> each.name.equals(method) || each.name.startsWith("lambda$" + method + "$"))
                .mapToInt(change)
                .sum();
        if (changes == 0) {
            throw new IllegalStateException("There is nothing to change in " + className + "." + method + ".");
        }
    }

    static byte[] applied(byte[] code, List<Edit> edits) {
        ClassNode type = new ClassNode();
        new ClassReader(code).accept(type, 0);
        edits.forEach(edit -> edit.on(type));
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private static java.lang.reflect.Method plantedMethod(String name) {
        return Stream.of(Planted.class.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing is planted as " + name + "."));
    }

    private static MethodInsnNode callOf(java.lang.reflect.Method planted) {
        return new MethodInsnNode(
                Opcodes.INVOKESTATIC, PLANTED, planted.getName(), Type.getMethodDescriptor(planted), false);
    }

    private static int redirect(MethodNode method, String called, java.lang.reflect.Method planted) {
        int changes = 0;
        for (AbstractInsnNode each : method.instructions.toArray()) {
            if (each instanceof MethodInsnNode call
                    && call.name.equals(called)
                    && Type.getArgumentTypes(call.desc).length + 1 == planted.getParameterCount()) {
                method.instructions.set(call, callOf(planted));
                changes++;
            }
        }
        return changes;
    }

    private static int empty(MethodNode method, java.lang.reflect.Method planted) {
        InsnList instead = new InsnList();
        instead.add(callOf(planted));
        instead.add(new InsnNode(Type.getReturnType(method.desc).getOpcode(Opcodes.IRETURN)));
        method.instructions.clear();
        method.instructions.add(instead);
        method.tryCatchBlocks.clear();
        method.localVariables = null;
        return 1;
    }

    /** A text may also be a part of one that is put together when the method runs. */
    private static int replace(MethodNode method, String part, String instead) {
        int changes = 0;
        for (AbstractInsnNode each : method.instructions.toArray()) {
            if (each instanceof LdcInsnNode constant && constant.cst instanceof String text && text.contains(part)) {
                constant.cst = text.replace(part, instead);
                changes++;
            } else if (each instanceof InvokeDynamicInsnNode dynamic) {
                for (int index = 0; index < dynamic.bsmArgs.length; index++) {
                    if (dynamic.bsmArgs[index] instanceof String text && text.contains(part)) {
                        dynamic.bsmArgs[index] = text.replace(part, instead);
                        changes++;
                    }
                }
            }
        }
        return changes;
    }
}
