using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>
/// Derivatives by automatic differentiation whose errors are exceptions. An error inside TorchSharp's <c>autograd.grad</c> (an operator
/// without a second derivative, a graph that was freed, a parameter that was overwritten) ends the process, because nothing on the native
/// side catches it; the calls of compiled scripts do, and a script of one line differentiates.
/// </summary>
/// <remarks>Touches no <c>.grad</c>, and computes the very same numbers.</remarks>
internal static class GuardedAutograd
{
    // A function for each choice: what TorchSharp makes of a number among the arguments is not held while it is read (HeldScalars).
    private const string Source =
        """
        def once(y: Tensor, xs: List[Tensor]):
            return torch.autograd.grad([y], xs, None, False, False, True)
        def retain(y: Tensor, xs: List[Tensor]):
            return torch.autograd.grad([y], xs, None, True, False, True)
        def create(y: Tensor, xs: List[Tensor]):
            return torch.autograd.grad([y], xs, None, True, True, True)
        def once_along(y: Tensor, xs: List[Tensor], v: Tensor):
            vs: List[Optional[Tensor]] = [v]
            return torch.autograd.grad([y], xs, vs, False, False, True)
        def retain_along(y: Tensor, xs: List[Tensor], v: Tensor):
            vs: List[Optional[Tensor]] = [v]
            return torch.autograd.grad([y], xs, vs, True, False, True)
        def create_along(y: Tensor, xs: List[Tensor], v: Tensor):
            vs: List[Optional[Tensor]] = [v]
            return torch.autograd.grad([y], xs, vs, True, True, True)

        """;

    private static readonly Lazy<jit.CompilationUnit> _script = new(Compile);

    /// <summary>∂y/∂x for every x; null where y does not depend on it.</summary>
    /// <param name="y">A scalar with a graph, or a tensor of any shape where <paramref name="along"/> is given.</param>
    /// <param name="inputs">The x.</param>
    /// <param name="retain">Whether the graph of y can be differentiated again.</param>
    /// <param name="create">Whether the derivatives have graphs of their own; implies <paramref name="retain"/>.</param>
    /// <param name="along">The cotangent, shaped like y: the derivatives are then those of ⟨along, y⟩. Null for 1.</param>
    /// <returns>Tensors in the caller's dispose scope.</returns>
    /// <exception cref="DerivativeException">The native library cannot differentiate this.</exception>
    public static Tensor?[] Of(
        Tensor y, IReadOnlyList<Tensor> inputs, bool retain = false, bool create = false, Tensor? along = null)
    {
        // Differentiating what needs no gradient is an error whose words help nobody.
        if (!y.requires_grad)
        {
            throw new InvalidOperationException(
                "The loss does not depend on the model's parameters: was the graph detached inside the model or the loss?");
        }

        using ScriptOptimizer.Scope asWritten = ScriptOptimizer.Off();
        Tensor[] xs = [.. inputs];
        try
        {
            string function = create ? "create" : retain ? "retain" : "once";
            object found = along is null
                ? _script.Value.invoke(function, y, xs)
                : _script.Value.invoke(function + "_along", y, xs, along);
            return found is Tensor one ? [OrNull(one)] : [.. ((Array)found).Cast<object?>().Select(OrNull)];
        }
        catch (ExternalException e)
        {
            throw new DerivativeException(e);
        }
    }

    private static Tensor? OrNull(object? derivative) => derivative is Tensor { IsInvalid: false } tensor ? tensor : null;

    private static jit.CompilationUnit Compile()
    {
        using DisposeScope scope = NewDisposeScope();
        return jit.compile(Source);
    }
}
