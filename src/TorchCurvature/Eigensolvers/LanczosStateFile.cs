using System.Runtime.InteropServices;
using System.Text;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// A Lanczos run in a file: a mark, the operator's shape, the options, the counters, then the Krylov space, as they lie in memory.
/// </summary>
internal static class LanczosStateFile
{
    private const string Mark = "TorchCurvature Lanczos state 2";
    private const int NoStatus = -1;

    // The content is that of version 2.
    private static readonly Seal s_seal = new("Lanczos state", 3);

    internal static void Write(string path, SymmetricOperator a, LanczosOptions options, LanczosState state, KrylovSpace space)
    {
        WholeFile.Write(path, file =>
        {
            Write(file, a, options, state, space);
            s_seal.Append(file);
        });
    }

    private static void Write(Stream file, SymmetricOperator a, LanczosOptions options, LanczosState state, KrylovSpace space)
    {
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write(Mark);
        writer.Write(a.Dimension);
        writer.Write((int)a.DType);
        foreach (int number in (int[])[options.Top, options.Bottom, options.BlockSize, options.EffectiveBasisSize])
        {
            writer.Write(number);
        }

        writer.Write(options.Tolerance);
        writer.Write(options.MaxProducts);
        writer.Write(options.Seed);
        writer.Write(options.Confirms);
        writer.Write(state.Products);
        writer.Write(state.Restarts);
        writer.Write((int?)state.Status ?? NoStatus);
        writer.Write(state.Unconfirmed?.Length ?? 0);
        foreach ((double value, double radius) in state.Unconfirmed ?? [])
        {
            writer.Write(value);
            writer.Write(radius);
        }

        space.Write(writer);
        writer.Write(Mark);
    }

    internal static (LanczosOptions Options, LanczosState State, KrylovSpace Space) Read(string path, SymmetricOperator a)
    {
        ArgumentNullException.ThrowIfNull(a);
        KrylovSpace? space = null;
        try
        {
            using SealedContent content = s_seal.Open(path);
            using var reader = new BoundedReader(content.Stream);
            Expect(reader.ReadString() == Mark, "it does not begin as one");
            (long dimension, var dtype) = (reader.ReadInt64(), (ScalarType)reader.ReadInt32());
            Expect(
                (dimension, dtype) == (a.Dimension, a.DType),
                $"it is of a {dtype} operator of dimension {dimension}, and this one is {a.DType} of dimension {a.Dimension}");
            var options = new LanczosOptions
            {
                Top = reader.ReadInt32(),
                Bottom = reader.ReadInt32(),
                BlockSize = reader.ReadInt32(),
                BasisSize = reader.ReadInt32(),
                Tolerance = reader.ReadDouble(),
                MaxProducts = reader.ReadInt64(),
                Seed = reader.ReadInt64(),
                Confirms = reader.ReadBoolean(),
            };
            LanczosOptions.Check(options, a);
            (long products, int restarts, int status, int unconfirmed) =
                (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            Expect(unconfirmed >= 0 && unconfirmed <= (long)options.Top + options.Bottom, "its counters do not fit together");
            BoundedReader.Require(content.Stream, unconfirmed * 2.0 * sizeof(double));
            UnconfirmedValue[] values =
                [.. Enumerable.Range(0, unconfirmed).Select(_ => new UnconfirmedValue(reader.ReadDouble(), reader.ReadDouble()))];
            space = KrylovSpace.Read(reader, a, options.Capacity(a.Dimension), options.BlockSize, options.Seed);
            Expect(reader.ReadString() == Mark, "it does not end as one");
            content.RequireEnd();
            return (options, new LanczosState(
                products, restarts, unconfirmed == 0 ? null : values, status == NoStatus ? null : (SolverStatus)status), space);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException or InvalidDataException
            or ExternalException or OverflowException)
        {
            space?.Dispose();
            throw new InvalidDataException($"'{path}' is no Lanczos state for this operator, or is damaged: {e.Message}", e);
        }
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
