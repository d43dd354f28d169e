using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>
/// Samples of covariance matrices of normal data with a given population are drawn, and their eigenvalues and the eigenvectors of the
/// spikes computed.
/// </summary>
/// <param name="Name">What the population is, for the file's name.</param>
/// <param name="Atoms">The population's bulk.</param>
/// <param name="Spikes">Single eigenvalues beside it.</param>
/// <param name="Dimension">P.</param>
/// <param name="Samples">N.</param>
/// <param name="Draws">How many matrices.</param>
/// <param name="Seed">The seed.</param>
public sealed record SampleCell(
    string Name, IReadOnlyList<PopulationAtom> Atoms, IReadOnlyList<double> Spikes, int Dimension, int Samples, int Draws, long Seed)
    : Cell<SampledSpectra>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key =>
        string.Create(CultureInfo.InvariantCulture, $"sampled-{Name}-P{Dimension}-N{Samples}-draws{Draws}-seed{Seed}");

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => sizeof(double) * ((2.0 * Dimension * Samples) + (5.0 * Dimension * Dimension));

    /// <summary>The law of the bulk.</summary>
    [JsonIgnore]
    public GeneralizedMarchenkoPastur Law => new((double)Dimension / Samples, new PopulationSpectrum(Atoms));

    /// <inheritdoc/>
    public override SampledSpectra Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        double[] population = [.. Spikes, .. new PopulationSpectrum(Atoms).Eigenvalues(Dimension - Spikes.Count)];
        int[] ranks = [.. Spikes.Select(s => population.Count(p => p > s))];
        GeneralizedMarchenkoPastur law = Law;
        var zeros = new int[Draws];
        var distances = new double[Draws];
        double[][] places = [.. Spikes.Select(_ => new double[Draws])], overlaps = [.. Spikes.Select(_ => new double[Draws])];
        IReadOnlyList<double> first = [];
        using var generator = new Generator((ulong)SeedStream.Derive(Seed, Key), CPU);
        for (int draw = 0; draw < Draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            status(string.Create(CultureInfo.InvariantCulture, $"sample {draw + 1} of {Draws}"));
            using DisposeScope scope = NewDisposeScope();
            Tensor factor = SampleCovariance.Factor(population, Samples, generator);
            Spectrum spectrum = Spikes.Count == 0 ? SampleCovariance.SpectrumOf(factor) : WithVectors(factor, draw);
            double[] bulk = [.. spectrum.Eigenvalues.Where((e, i) => e > spectrum.NoiseFloor && !ranks.Contains(i))];
            distances[draw] = KolmogorovSmirnov.Distance(bulk, law);
            zeros[draw] = spectrum.CountNearZero(spectrum.NoiseFloor);
            first = draw == 0 ? spectrum.Eigenvalues : first;
        }

        return new SampledSpectra(first, zeros, distances, places, overlaps);

        Spectrum WithVectors(Tensor factor, int draw)
        {
            (Tensor values, Tensor vectors) = linalg.eigh(factor.mm(factor.t()));
            double[] descending = [.. values.ClampedFromBelow(0).flip(0).data<double>()];
            for (int i = 0; i < ranks.Length; i++)
            {
                double component = vectors[i, Dimension - 1 - ranks[i]].item<double>();
                (places[i][draw], overlaps[i][draw]) = (descending[ranks[i]], component * component);
            }

            return new Spectrum(descending, ScalarType.Float64);
        }
    }
}
