using System.Globalization;
using System.Text.Json;
using TorchCurvature.PyTorch.Archives;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>Prints the arguments of a program's nodes as TorchScript.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="precision">
/// The type of the file's parameters: where the program says it, it means the working precision. Null where the file says nothing.
/// </param>
internal sealed class ArgumentPrinter(string path, ScalarType? precision)
{
    /// <summary>The variables that hold the working precision and the device.</summary>
    public const string Working = "working";

    /// <inheritdoc cref="Working"/>
    public const string Device = "device";

    /// <summary>The variable of a value of the graph.</summary>
    public static string Variable(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        ? "v_" + name
        : throw new PyTorchFileException($"The name '{name}' in the program of a .pt2 is none of Python's.");

    /// <summary>The variable of a tensor, <c>{"name": …}</c>.</summary>
    public static string Variable(JsonElement tensor) => Variable(tensor.GetProperty("name").Word());

    /// <exception cref="PyTorchFileException">It is a kind of argument that TorchScript has no words for.</exception>
    public PrintedValue Print(NodeArgument argument, string operation)
    {
        JsonElement value = argument.Value;
        return argument.Kind switch
        {
            "as_none" => new("None"),
            "as_tensor" => new(Variable(value)),
            "as_tensors" => List(value, "Tensor", Variable),
            "as_optional_tensor" => new(OptionalTensor(value)),
            "as_optional_tensors" => new(Bracketed(value, OptionalTensor), "List[Optional[Tensor]]"),
            "as_nested_tensors" => new(Bracketed(value, inner => Bracketed(inner, Variable))),
            "as_int" => new(Whole(value)),
            "as_ints" => List(value, "int", Whole),
            "as_int_lists" => new(Bracketed(value, inner => Bracketed(inner, Whole))),
            "as_float" => new(Real(value)),
            "as_floats" => List(value, "float", Real),
            "as_bool" => new(Truth(value)),
            "as_bools" => List(value, "bool", Truth),
            "as_string" => new(Text(value)),
            "as_strings" => List(value, "str", Text),
            "as_sym_int" or "as_sym_float" or "as_sym_bool" => new(Symbol(value)),
            "as_sym_ints" => List(value, "int", Symbol),
            "as_sym_floats" => List(value, "float", Symbol),
            "as_sym_bools" => List(value, "bool", Symbol),
            "as_complex" => new($"complex({Real(value.GetProperty("real"))}, {Real(value.GetProperty("imag"))})"),
            "as_scalar_type" => new(DType(value, operation)),
            "as_memory_format" => new(
                Number(ExportTypes.MemoryFormat(value.GetInt32())) ?? throw Refusal(operation, $"the memory format {value}")),
            "as_layout" => new(Number(ExportTypes.Layout(value.GetInt32())) ?? throw Refusal(operation, "tensors that are not dense")),
            "as_device" when value.GetProperty("type").GetString() != "meta" => new(Device),
            "as_device" => throw Refusal(operation, "the device 'meta', which has no numbers"),
            "as_graph" => throw Refusal(operation, "a part of the program that is a graph of its own"),
            "as_custom_obj" => throw Refusal(operation, "an object of a class of its own"),
            _ => throw Refusal(operation, $"an argument of the kind '{argument.Kind}'"),
        };
    }

    private static PrintedValue List(JsonElement list, string type, Func<JsonElement, string> print) =>
        new(Bracketed(list, print), list.GetArrayLength() == 0 ? $"List[{type}]" : null);

    private static string Bracketed(JsonElement list, Func<JsonElement, string> print) =>
        $"[{string.Join(", ", list.EnumerateArray().Select(print))}]";

    private static string OptionalTensor(JsonElement union)
    {
        JsonProperty tensor = union.Alternative();
        return tensor.Name == "as_tensor" ? Variable(tensor.Value) : "None";
    }

    private static string Symbol(JsonElement union)
    {
        JsonProperty symbol = union.Alternative();
        return symbol.Name switch
        {
            "as_name" => Variable(symbol.Value.Word()),
            "as_float" => Real(symbol.Value),
            "as_bool" => Truth(symbol.Value),
            _ => Whole(symbol.Value),
        };
    }

    private static string Whole(JsonElement number) => number.GetInt64().ToString(CultureInfo.InvariantCulture);

    private static string Real(JsonElement number)
    {
        double value = number.ValueKind == JsonValueKind.String
            ? double.Parse(number.Word(), CultureInfo.InvariantCulture)
            : number.GetDouble();
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "float('nan')" : value > 0 ? "float('inf')" : "float('-inf')";
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.Contains('.') || digits.Contains('E') ? digits.Replace('E', 'e') : digits + ".0";
    }

    private static string Truth(JsonElement truth) => truth.GetBoolean() ? "True" : "False";

    private static string Text(JsonElement text) => JsonSerializer.Serialize(text.GetString());

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private string DType(JsonElement number, string operation)
    {
        ScalarType dtype = ExportTypes.DType(number.GetInt32()) ?? throw Refusal(operation, $"numbers of export's type {number}");
        return dtype == precision ? Working : Number((int)dtype)!;
    }

    private PyTorchFileException Refusal(string operation, string what) => new(
        $"'{path}' cannot be used: its operator '{operation}' is given {what}. Export the model without it, or as TorchScript.");
}
