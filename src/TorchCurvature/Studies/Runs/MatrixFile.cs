using System.Runtime.InteropServices;
using System.Text;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// A whole matrix in a file, which the run that goes on need not compute again: what is known of it, then its rows as they lie in memory.
/// </summary>
internal static class MatrixFile
{
    private static readonly Seal s_seal = new("matrix", 1);

    /// <summary>Writes one.</summary>
    /// <param name="file">The file, which can be read, and stays open.</param>
    /// <param name="computed">The matrix.</param>
    public static void Write(Stream file, ComputedMatrix computed)
    {
        ExactHessian matrix = computed.Matrix;
        using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(matrix.Kind.Word);
            writer.Write(matrix.Matrix.shape[0]);
            writer.Write((int)matrix.Matrix.dtype);
            writer.Write((int)matrix.Method);
            writer.Write(matrix.Rotation is not null);
            writer.Write(matrix.Asymmetry);
            writer.Write(matrix.InheritedError);
            writer.Write(matrix.Remark ?? "");
            writer.Write(computed.Seconds);
            TensorRows.Write(writer, matrix.Matrix, (int)matrix.Matrix.shape[0]);
        }

        s_seal.Append(file);
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The matrix that it has to be.</param>
    /// <param name="risk">The risk that it is of.</param>
    /// <param name="rotation">The coordinates that it may be in; null for the parameters alone.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or another matrix.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ComputedMatrix Read(string path, CurvatureMatrix kind, EmpiricalRisk risk, FirstLayerRotation? rotation)
    {
        Tensor? matrix = null;
        try
        {
            using SealedContent content = s_seal.Open(path);
            if (!content.IsSealed)
            {
                throw new InvalidDataException("it is not whole");
            }

            using var reader = new BoundedReader(content.Stream);
            string word = reader.ReadString();
            (long dimension, var dtype, int method, bool isRotated) =
                (reader.ReadInt64(), (ScalarType)reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
            (double asymmetry, double inheritedError, string remark, double seconds) =
                (reader.ReadDouble(), reader.ReadDouble(), reader.ReadString(), reader.ReadDouble());
            FirstLayerRotation? coordinates = isRotated ? rotation : null;
            long expected = coordinates?.Dimension ?? risk.Dimension;
            if ((word, dimension, dtype, isRotated) != (kind.Word, expected, risk.Layout.DType, coordinates is not null))
            {
                throw new InvalidDataException("it is another matrix");
            }

            BoundedReader.Require(content.Stream, (double)dimension * dimension * dtype.ElementSize());
            matrix = empty([dimension, dimension], dtype, risk.Layout.Device);
            TensorRows.Read(reader, matrix, (int)dimension);
            content.RequireEnd();
            var read = new ExactHessian(matrix, kind, (ExactHessianMethod)method)
            {
                Rotation = coordinates,
                Asymmetry = asymmetry,
                InheritedError = inheritedError,
                Remark = remark.Length > 0 ? remark : null,
            };
            return new ComputedMatrix(read, seconds);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException or InvalidDataException
            or ExternalException or OverflowException)
        {
            matrix?.Dispose();
            throw new InvalidDataException($"'{path}' is no matrix of this run, or is damaged: {e.Message}", e);
        }
    }
}
