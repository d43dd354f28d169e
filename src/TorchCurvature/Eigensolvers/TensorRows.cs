using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>The first rows of a matrix as bytes, as they lie in memory.</summary>
internal static class TensorRows
{
    internal static void Write(BinaryWriter writer, Tensor matrix, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            writer.Write(matrix[i].cpu().contiguous().bytes);
        }
    }

    internal static void Read(BinaryReader reader, Tensor matrix, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor row = empty_like(matrix[i], device: CPU);
            reader.BaseStream.ReadExactly(row.bytes);
            matrix[i].copy_(row);
        }
    }
}
