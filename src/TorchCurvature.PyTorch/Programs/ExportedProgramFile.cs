using TorchCurvature.PyTorch.Archives;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>
/// Files of <c>torch.export.save</c> (<c>.pt2</c>). The program's operators are written as TorchScript, which the native library
/// compiles and differentiates.
/// </summary>
/// <remarks>
/// <para>Read are the layouts of torch 2.2 to 2.7, of 2.8, and of 2.9 to 2.11, as PyTorch's source says them. No file of a torch 2 was at
/// hand: what is tested are files in those layouts whose graphs torch 1.13 traced or that were written by hand. Untested are
/// programs that were exported on a GPU, complex numbers, and weights that are tensors of a subclass.</para>
/// <para>Refused are, with their names: operators outside of <c>torch.ops.aten</c> (custom ones, <c>torch.ops.prims</c>, the higher-order
/// ones of control flow, no_grad, autocast and checkpointing), operators that libtorch 2.10 has not, arguments that are graphs, operators
/// or objects, sparse layouts, 8-bit floating point, programs that change their inputs, and programs compiled by AOTInductor.</para>
/// </remarks>
public static class ExportedProgramFile
{
    /// <summary>Reads a program.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Which of the program's outputs the network gives, from 0; null for the only one.</param>
    /// <param name="check">
    /// Is called with the program in TorchScript before the native library of this process compiles it, and refuses it by an exception.
    /// A call that the native library does not know ends the process. Operators that libtorch 2.10 has not, and
    /// arguments that they do not take, are found here without it; <paramref name="check"/> is for what that overlooks.
    /// </param>
    /// <returns>The network, in the precision of the file; the caller's.</returns>
    /// <exception cref="PyTorchFileException">The file is damaged, or holds what cannot be used here; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ExportedModule Load(string path, int? output = null, Action<string>? check = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using ProgramPackage package = ProgramPackage.Open(path);
        ProgramGraph graph = ProgramGraph.Read(package.ReadProgram(), path);
        string source = ProgramPrinter.Print(graph, output);
        check?.Invoke(source);
        ProgramState state = ProgramState.Read(package, graph);
        try
        {
            return new ExportedModule(graph, state, source);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A program in TorchScript: the function <c>forward(held: List[Tensor], data: List[Tensor])</c>. Nothing is compiled.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Which of the program's outputs the function gives, from 0; null for the only one.</param>
    /// <exception cref="PyTorchFileException">The file is damaged, or holds what cannot be used here; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static string ToTorchScript(string path, int? output = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using ProgramPackage package = ProgramPackage.Open(path);
        return ProgramPrinter.Print(ProgramGraph.Read(package.ReadProgram(), path), output);
    }
}
