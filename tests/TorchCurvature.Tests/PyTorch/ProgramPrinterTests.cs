using System.Text.Json;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>What TorchScript is made of each kind of argument and node, and which are refused.</summary>
public sealed class ProgramPrinterTests
{
    private const string Mul = "[{'target': 'torch.ops.aten.mul.Tensor', 'outputs': [{'as_tensor': {'name': 'y'}}], 'inputs': ["
        + "{'name': 'self', 'kind': 1, 'arg': {'as_tensor': {'name': 'x'}}}, {'name': 'other', 'kind': 1, 'arg': ";

    [Theory]
    [InlineData("'as_none': true", "None")]
    [InlineData("'as_tensor': {'name': 'x_1'}", "v_x_1")]
    [InlineData("'as_tensors': [{'name': 'a'}, {'name': 'b'}]", "[v_a, v_b]")]
    [InlineData("'as_tensors': []", "[]", "List[Tensor]")]
    [InlineData("'as_optional_tensor': {'as_none': true}", "None")]
    [InlineData("'as_optional_tensor': {'as_tensor': {'name': 'a'}}", "v_a")]
    [InlineData("'as_optional_tensors': [{'as_none': true}, {'as_tensor': {'name': 'a'}}]", "[None, v_a]", "List[Optional[Tensor]]")]
    [InlineData("'as_nested_tensors': [[{'name': 'a'}], [{'name': 'b'}]]", "[[v_a], [v_b]]")]
    [InlineData("'as_int': -9223372036854775808", "-9223372036854775808")]
    [InlineData("'as_ints': [1, -1]", "[1, -1]")]
    [InlineData("'as_ints': []", "[]", "List[int]")]
    [InlineData("'as_int_lists': [[1], [2, 3]]", "[[1], [2, 3]]")]
    [InlineData("'as_float': 2.0", "2.0")]
    [InlineData("'as_float': 1e-05", "1e-05")]
    [InlineData("'as_float': 0.1", "0.1")]
    [InlineData("'as_float': 'Infinity'", "float('inf')")]
    [InlineData("'as_float': '-Infinity'", "float('-inf')")]
    [InlineData("'as_float': 'NaN'", "float('nan')")]
    [InlineData("'as_floats': [0.5, 2]", "[0.5, 2.0]")]
    [InlineData("'as_bool': false", "False")]
    [InlineData("'as_bools': [true, false]", "[True, False]")]
    [InlineData("'as_string': 'bilinear'", "\"bilinear\"")]
    [InlineData("'as_strings': ['a', 'b']", "[\"a\", \"b\"]")]
    [InlineData("'as_sym_int': {'as_name': 'n'}", "v_n")]
    [InlineData("'as_sym_int': {'as_int': 3}", "3")]
    [InlineData("'as_sym_ints': [{'as_name': 'n'}, {'as_int': 3}]", "[v_n, 3]")]
    [InlineData("'as_sym_float': {'as_float': 3}", "3.0")]
    [InlineData("'as_sym_floats': [{'as_name': 'a'}, {'as_float': 3}]", "[v_a, 3.0]")]
    [InlineData("'as_sym_bool': {'as_bool': true}", "True")]
    [InlineData("'as_sym_bools': [{'as_name': 'a'}]", "[v_a]")]
    [InlineData("'as_complex': {'real': 1.5, 'imag': -2}", "complex(1.5, -2.0)")]
    [InlineData("'as_scalar_type': 7", "working")]
    [InlineData("'as_scalar_type': 8", "7")]
    [InlineData("'as_scalar_type': 1", "0")]
    [InlineData("'as_scalar_type': 12", "11")]
    [InlineData("'as_scalar_type': 13", "15")]
    [InlineData("'as_memory_format': 4", "1")]
    [InlineData("'as_memory_format': 2", "2")]
    [InlineData("'as_layout': 7", "0")]
    [InlineData("'as_device': {'type': 'cuda', 'index': 0}", "device")]
    public void EveryKindOfArgumentHasItsWords(string union, string text, string? listType = null) =>
        Assert.Equal((text, listType), (Print(union).Text, Print(union).ListType));

    [Theory]
    [InlineData("'as_graph': {'name': 'g', 'graph': {}}", "a graph of its own")]
    [InlineData("'as_custom_obj': {'name': 'o', 'class_fqn': 'c'}", "an object of a class of its own")]
    [InlineData("'as_operator': 'torch.ops.aten.sin.default'", "kind 'as_operator'")]
    [InlineData("'as_string_to_argument': {}", "kind 'as_string_to_argument'")]
    [InlineData("'as_something_new': 3", "kind 'as_something_new'")]
    [InlineData("'as_layout': 1", "not dense")]
    [InlineData("'as_scalar_type': 29", "export's type 29")]
    [InlineData("'as_memory_format': 0", "memory format 0")]
    [InlineData("'as_device': {'type': 'meta'}", "'meta'")]
    public void ArgumentsWithoutWordsAreRefused(string union, string why)
    {
        string message = Assert.Throws<PyTorchFileException>(() => Print(union)).Message;
        Assert.StartsWith("'net.pt2' cannot be used: its operator 'some.operator' is given", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    /// <summary>Python's results, negative numbers included.</summary>
    [Theory]
    [InlineData("_operator.add", -7, 2, -5)]
    [InlineData("_operator.sub", -7, 2, -9)]
    [InlineData("_operator.mul", -7, 2, -14)]
    [InlineData("_operator.floordiv", -7, 2, -4)]
    [InlineData("_operator.truediv", -7, 2, -3.5)]
    [InlineData("_operator.mod", -7, 2, 1)]
    [InlineData("_operator.pow", -7, 2, 49)]
    [InlineData("_operator.eq", -7, 2, 0)]
    [InlineData("_operator.ne", -7, 2, 1)]
    [InlineData("_operator.lt", -7, 2, 1)]
    [InlineData("_operator.le", 2, 2, 1)]
    [InlineData("_operator.gt", -7, 2, 0)]
    [InlineData("_operator.ge", 2, 2, 1)]
    [InlineData("torch.sym_max", -7, 2, 2)]
    [InlineData("torch.sym_min", -7, 2, -7)]
    public void ArithmeticOfSizesIsPythons(string target, int a, int b, double expected) =>
        Assert.Equal(expected, Compute(SymbolicOperators.Print(target, ["a", "b"])!, a, b));

    [Theory]
    [InlineData("_operator.neg", -7, 7)]
    [InlineData("_operator.pos", -7, -7)]
    [InlineData("torch.sym_int", -7, -7)]
    [InlineData("torch.sym_float", -7, -7)]
    [InlineData("torch.sym_sqrt", 49, 7)]
    public void AndThatOfOneSize(string target, int a, double expected) =>
        Assert.Equal(expected, Compute(SymbolicOperators.Print(target, ["a"])!, a, 0));

    [Theory]
    [InlineData("(a > b)", 3, 2, 3)]
    [InlineData("(a > b)", 1, 2, 2)]
    public void AChoiceIsPythons(string condition, int a, int b, double expected)
    {
        Assert.Equal(expected, Compute(SymbolicOperators.Print("torch.sym_ite", [condition, "a", "b"])!, a, b));
        string both = SymbolicOperators.Print("_operator.and_", [condition, SymbolicOperators.Print("torch.sym_not", ["(a == 1)"])!])!;
        string either = SymbolicOperators.Print("_operator.or_", [condition, "(a == 1)"])!;
        Assert.Equal(a > b && a != 1 ? 1 : 0, Compute(both, a, b));
        Assert.Equal(a > b || a == 1 ? 1 : 0, Compute(either, a, b));
    }

    [Theory]
    [InlineData("torch.ops.higher_order.wrap_with_set_grad_enabled", "", "without control flow")]
    [InlineData("torch.ops.torchvision.nms.default", "", "Only operators of torch.ops.aten")]
    [InlineData("torch.ops.prims.convert_element_type.default", "", "Only operators of torch.ops.aten")]
    [InlineData("_operator.matmul", "", "TorchScript has no '_operator.matmul'")]
    [InlineData("torch.ops.aten.faster.default", "", "has no operator 'torch.ops.aten.faster.default', which torch 2.12.1 wrote")]
    [InlineData(
        "torch.ops.aten.mul.Tensor",
        ", {'name': 'fast', 'kind': 2, 'arg': {'as_bool': true}}",
        "does not take the arguments self, other, fast")]
    public void OperatorsWithoutWordsAreRefusedByTheirNames(string target, string more, string why)
    {
        string start = Mul.Replace("torch.ops.aten.mul.Tensor", target, StringComparison.Ordinal);
        string nodes = $"{start}{{'as_tensor': {{'name': 'p_w'}}}}}}{more}]}}]";
        PyTorchFileException refusal = Assert.Throws<PyTorchFileException>(() => Print(new HandWrittenProgram(nodes, "y")));
        Assert.Contains(target, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneOfSeveralOutputsHasToBeChosen()
    {
        HandWrittenProgram program = new(Mul + "{'as_float': 2.0}}]}]", "y", "x");
        string message = Assert.Throws<PyTorchFileException>(() => Print(program)).Message;
        Assert.Contains("gives 2 outputs, and a loss reads one", message, StringComparison.Ordinal);
        Assert.EndsWith("return v_y\n", Print(program, 0), StringComparison.Ordinal);
        Assert.EndsWith("return v_x\n", Print(program, 1), StringComparison.Ordinal);
        string beyond = Assert.Throws<PyTorchFileException>(() => Print(program, 2)).Message;
        Assert.Contains("none with the number 2", beyond, StringComparison.Ordinal);
    }

    [Fact]
    public void AProgramIsAFunctionOfWhatIsHeldAndOfTheData() => Assert.Equal(
        """
        def forward(held: List[Tensor], data: List[Tensor]):
            working = held[0].dtype
            device = held[0].device
            v_p_w = held[0]
            v_b_mean = held[1]
            v_x = data[0]
            v_y = torch.mul(v_x, v_p_w)
            return v_y

        """,
        Print(new HandWrittenProgram(Mul + "{'as_tensor': {'name': 'p_w'}}}]}]", "y")));

    private static string Print(HandWrittenProgram program, int? output = null) =>
        ProgramPrinter.Print(ProgramGraph.Read(program.ToJson(), "net.pt2"), output);

    private static PrintedValue Print(string union)
    {
        using JsonDocument argument = JsonDocument.Parse(HandWrittenProgram.Quoted($"{{{union}}}"));
        JsonProperty value = argument.RootElement.Alternative();
        NodeArgument given = new("any", false, value.Name, value.Value);
        return new ArgumentPrinter("net.pt2", ScalarType.Float32).Print(given, "some.operator");
    }

    private static double Compute(string expression, int a, int b)
    {
        using var live = new LiveTensors();
        using jit.CompilationUnit script = jit.compile($"def f(a: int, b: int):\n    return float({expression})\n");
        using Scalar found = script.invoke<Scalar>("f", a, b);
        return found.ToDouble();
    }
}
