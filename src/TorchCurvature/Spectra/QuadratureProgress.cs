namespace TorchCurvature.Spectra;

/// <summary>Where a stochastic Lanczos quadrature stands.</summary>
public sealed record QuadratureProgress
{
    internal QuadratureProgress(long products, int probes, int wanted, int step)
    {
        (Products, Probes, Wanted, Step) = (products, probes, wanted, step);
    }

    /// <summary>Columns multiplied so far.</summary>
    public long Products { get; }

    /// <summary>Probes finished.</summary>
    public int Probes { get; }

    /// <summary>Probes wanted.</summary>
    public int Wanted { get; }

    /// <summary>Steps of the probes in work.</summary>
    public int Step { get; }
}
