using System.Reflection;
using System.Runtime.ExceptionServices;
using PureHDF;
using PureHDF.Selections;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Reporting;

/// <summary>
/// <c>spectrum.h5</c>: a group for each point of a run, with <c>eigenvalues</c> [P] in descending order and, where eigenvectors are at
/// hand, <c>eigenvectors</c> [P, k], whose column i belongs to eigenvalue i, and <c>residual_norms</c> [k]. k is P, but for vectors from a
/// Gram matrix, which are fewer. <c>kernel</c> [N·C, N·C] is the neural tangent kernel, where it is at hand.
/// </summary>
public static class SpectrumArchive
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "spectrum.h5";

    private const string VectorLayout = "column i is the eigenvector of eigenvalue i";
    private const string KernelLayout = "J J^T, not divided by N; row and column n C + c are of output c of example n";

    // Matrices go to the file in bands of rows of about this many bytes, so that they need not be copied whole.
    private const long BandBytes = 32 << 20;

    /// <summary>Writes the archive. Eigenvectors stay the caller's, and keep the precision that they have.</summary>
    /// <param name="run">The run that the archive belongs to.</param>
    /// <param name="points">The points, with different names.</param>
    /// <exception cref="ArgumentException">Eigenvectors are not [P, k], or are neither float32 nor float64.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<ArchivedSpectrum> points)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(points);
        foreach ((string point, Spectrum spectrum, EigenPairs? pairs, _) in points)
        {
            Check(point, spectrum, pairs);
        }

        run.Write(FileName, stream =>
        {
            var file = new H5File();
            List<Action<H5NativeWriter>> matrices = [];
            foreach ((string point, Spectrum spectrum, EigenPairs? pairs, Tensor? kernel) in points)
            {
                H5Group group = Describe(spectrum);
                file[point] = group;
                if (pairs is { Values.Count: > 0 })
                {
                    group["residual_norms"] = pairs.ResidualNorms.ToArray();
                    matrices.Add(pairs.Vectors.dtype == ScalarType.Float32
                        ? AddMatrix<float>(group, "eigenvectors", VectorLayout, pairs.Vectors)
                        : AddMatrix<double>(group, "eigenvectors", VectorLayout, pairs.Vectors));
                }

                if (kernel is not null)
                {
                    matrices.Add(AddMatrix<double>(group, "kernel", KernelLayout, kernel));
                }
            }

            using H5NativeWriter writer = file.BeginWrite(stream);
            foreach (Action<H5NativeWriter> write in matrices)
            {
                write(writer);
            }
        });
    }

    private static void Check(string point, Spectrum spectrum, EigenPairs? pairs)
    {
        if (pairs is null)
        {
            return;
        }

        long dimension = spectrum.Dimension, count = pairs.Values.Count;
        bool isWhole = spectrum.ImpliedZeros > 0 || count == dimension;
        if (!isWhole || pairs.ResidualNorms.Count != count || !pairs.Vectors.shape.AsSpan().SequenceEqual([dimension, count]))
        {
            throw new ArgumentException(
                $"The point '{point}' has {dimension} eigenvalues, but eigenvectors [{string.Join(", ", pairs.Vectors.shape)}] and "
                    + $"{pairs.ResidualNorms.Count} residual norms.",
                nameof(pairs));
        }

        if (pairs.Vectors.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException(
                $"The eigenvectors of the point '{point}' are {pairs.Vectors.dtype}; an archive holds Float32 or Float64.", nameof(pairs));
        }
    }

    private static H5Group Describe(Spectrum spectrum)
    {
        var group = new H5Group
        {
            ["eigenvalues"] = spectrum.Computed.ToArray(),
            Attributes = new()
            {
                ["order"] = "descending",
                ["dimension"] = (long)spectrum.Dimension,
                ["zero_rows"] = spectrum.ZeroRows,
                ["noise_floor"] = spectrum.NoiseFloor,
            },
        };
        if (spectrum.ImpliedZeros > 0)
        {
            group.Attributes["implied_zeros"] = (long)spectrum.ImpliedZeros;
        }

        return group;
    }

    private static Action<H5NativeWriter> AddMatrix<T>(H5Group group, string name, string layout, Tensor matrix)
        where T : unmanaged
    {
        ulong columns = (ulong)matrix.shape[1];
        var dataset = new H5Dataset<T[]>(fileDims: [(ulong)matrix.shape[0], columns])
        {
            Attributes = new() { ["layout"] = layout },
        };
        group[name] = dataset;
        return writer =>
        {
            long band = Math.Max(1, BandBytes / (matrix.shape[1] * matrix.element_size()));
            for (long first = 0; first < matrix.shape[0]; first += band)
            {
                using DisposeScope scope = NewDisposeScope();
                long rows = Math.Min(band, matrix.shape[0] - first);
                T[] numbers = matrix.detach().narrow(0, first, rows).cpu().contiguous().data<T>().ToArray();
                WriteBand(writer, dataset, numbers, new HyperslabSelection(2, [(ulong)first, 0], [(ulong)rows, columns]));
            }
        };
    }

    private static void WriteBand<T>(H5NativeWriter writer, H5Dataset<T[]> dataset, T[] numbers, HyperslabSelection rows)
    {
        try
        {
            writer.Write(dataset, numbers, fileSelection: rows);
        }
        catch (TargetInvocationException e) when (e.InnerException is IOException disk)
        {
            // The writer calls itself by reflection, which hides a full disk.
            ExceptionDispatchInfo.Throw(disk);
        }
    }
}
