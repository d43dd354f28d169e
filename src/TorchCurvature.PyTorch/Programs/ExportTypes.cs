using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>torch.export's own numbers for types and layouts, and what the native library has for them.</summary>
internal static class ExportTypes
{
    /// <summary>The type of export's number; null where the native library has none that curvature could be computed with.</summary>
    public static ScalarType? DType(int number) => number switch
    {
        1 => ScalarType.Byte,
        2 => ScalarType.Int8,
        3 => ScalarType.Int16,
        4 => ScalarType.Int32,
        5 => ScalarType.Int64,
        6 => ScalarType.Float16,
        7 => ScalarType.Float32,
        8 => ScalarType.Float64,
        10 => ScalarType.ComplexFloat32,
        11 => ScalarType.ComplexFloat64,
        12 => ScalarType.Bool,
        13 => ScalarType.BFloat16,
        _ => null,
    };

    /// <summary>c10's number of a memory format.</summary>
    public static int? MemoryFormat(int number) => number switch
    {
        1 => 0,
        2 => 2,
        3 => 3,
        4 => 1,
        _ => null,
    };

    /// <summary>c10's number of a layout; there are derivatives for dense tensors alone.</summary>
    public static int? Layout(int number) => number == 7 ? 0 : null;

    public static bool IsReal(ScalarType dtype) =>
        dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
