namespace TorchCurvature.PyTorch.Programs;

/// <summary>Arithmetic of sizes, which programs do with Python's operators.</summary>
internal static class SymbolicOperators
{
    /// <summary>The expression for an operator of Python's; null for one that is not known.</summary>
    public static string? Print(string target, IReadOnlyList<string> arguments) => (target, arguments) switch
    {
        ("_operator.add", [var a, var b]) => $"({a} + {b})",
        ("_operator.sub", [var a, var b]) => $"({a} - {b})",
        ("_operator.mul", [var a, var b]) => $"({a} * {b})",
        ("_operator.floordiv", [var a, var b]) => $"({a} // {b})",
        ("_operator.truediv", [var a, var b]) => $"({a} / {b})",
        ("_operator.mod", [var a, var b]) => $"({a} % {b})",
        ("_operator.pow", [var a, var b]) => $"({a} ** {b})",
        ("_operator.eq", [var a, var b]) => $"({a} == {b})",
        ("_operator.ne", [var a, var b]) => $"({a} != {b})",
        ("_operator.lt", [var a, var b]) => $"({a} < {b})",
        ("_operator.le", [var a, var b]) => $"({a} <= {b})",
        ("_operator.gt", [var a, var b]) => $"({a} > {b})",
        ("_operator.ge", [var a, var b]) => $"({a} >= {b})",
        ("_operator.and_", [var a, var b]) => $"({a} and {b})",
        ("_operator.or_", [var a, var b]) => $"({a} or {b})",
        ("_operator.neg", [var a]) => $"(-{a})",
        ("_operator.pos", [var a]) => a,
        ("torch.sym_not", [var a]) => $"(not {a})",
        ("torch.sym_int" or "math.trunc", [var a]) => $"int({a})",
        ("torch.sym_float", [var a]) => $"float({a})",
        ("torch.sym_max", [var a, var b]) => $"max({a}, {b})",
        ("torch.sym_min", [var a, var b]) => $"min({a}, {b})",
        ("torch.sym_ite", [var condition, var a, var b]) => $"({a} if {condition} else {b})",
        ("torch.sym_sqrt" or "torch._sym_sqrt", [var a]) => $"({a} ** 0.5)",
        _ => null,
    };
}
