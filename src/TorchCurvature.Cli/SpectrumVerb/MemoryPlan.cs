using TorchCurvature.Curvature.Exact;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The memory that the dense analysis of one point takes, beside what there is.</summary>
internal sealed record MemoryPlan(long Dimension, ScalarType DType, bool Eigenvectors, bool Split, bool Noise, bool Track, double RequiredBytes, long AvailableBytes)
{
    public bool Fits => RequiredBytes <= AvailableBytes;

    public static MemoryPlan For(long dimension, ScalarType dtype, bool eigenvectors, bool split, bool noise, bool track) =>
        new(dimension, dtype, eigenvectors, split, noise, track, Required(dimension, dtype, eigenvectors, split, noise, track), MachineMemory.AvailableBytes);

    public override string ToString() =>
        $"The exact Hessian of P = {Dimension:N0} parameters and its {(Split ? "split" : Noise ? "eigenvectors beside those of the noise" : Eigenvectors ? "eigenvectors" : "eigenvalues")} take {MachineMemory.Format(RequiredBytes)} " +
        $"in {DType.ToString().ToLowerInvariant()}; {MachineMemory.Format(AvailableBytes)} are available";

    /// <summary>What to do instead, where it does not fit.</summary>
    public string Refusal()
    {
        var ways = new List<string>();
        if (Split)
        {
            ways.Add("leave out --split");
        }
        else if (Noise)
        {
            ways.Add("leave out --noise");
        }
        else if (Eigenvectors)
        {
            ways.Add("leave out --eigenvectors");
        }

        if (DType == ScalarType.Float64 && Required(Dimension, ScalarType.Float32, Eigenvectors, Split, Noise, Track) <= AvailableBytes)
        {
            ways.Add("use --dtype float32");
        }

        ways.Add("use --method density, which needs products only");
        ways.Add("take a smaller network (--model mlp or convnet, --hidden, --channels) or smaller images (--resize 14x14)");
        ways.Add("use a machine with more memory");
        return $"{this}. The largest P that fits is {Largest():N0}. To go on: {string.Join("; or ", ways)}.";
    }

    private static double Required(long dimension, ScalarType dtype, bool eigenvectors, bool split, bool noise, bool track)
    {
        double matrix = (double)dimension * dimension * dtype.ElementSize();
        double ofPoint = split
            ? HessianSplit.RequiredBytes(dimension, dtype)
            : Math.Max(ExactHessian.RequiredBytes(dimension, dtype), DenseEigensolver.RequiredBytes(dimension, dtype, eigenvectors));
        ofPoint = noise ? Math.Max(ofPoint, GradientNoise.RequiredBytes(dimension, dtype) + (eigenvectors ? matrix : 0)) : ofPoint;
        return track ? Math.Max(ofPoint, matrix + ExactHessian.RequiredBytes(dimension, dtype)) : ofPoint;
    }

    private long Largest()
    {
        (long fits, long tooLarge) = (0, Dimension);
        while (tooLarge - fits > 1)
        {
            long middle = (fits + tooLarge) / 2;
            (fits, tooLarge) = Required(middle, DType, Eigenvectors, Split, Noise, Track) <= AvailableBytes ? (middle, tooLarge) : (fits, middle);
        }

        return fits;
    }
}
