using System.Globalization;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Networks;

/// <summary>
/// Trains a network in float32, and looks at its exact matrices in float64: the only place where the experiments do so.
/// </summary>
/// <param name="status">Receives what is going on, in a few words.</param>
/// <param name="cancellation">Gives up.</param>
internal sealed class Solver(Action<string> status, CancellationToken cancellation)
{
    /// <summary>Bytes that a matrix of a network and its eigenvalues take.</summary>
    /// <param name="parameters">P.</param>
    public static double RequiredBytes(long parameters) => Math.Max(
        ExactHessian.RequiredBytes(parameters, ScalarType.Float64),
        DenseEigensolver.RequiredBytes(parameters, ScalarType.Float64, vectors: false));

    /// <summary>Trains, and takes the spectrum of the Hessian at the end and, where asked for, at the beginning.</summary>
    public Solution Solve(ProblemSpec spec, TrainingOptions training, bool withInitial)
    {
        using Problem problem = Load(spec);
        Spectrum? initial = null;
        if (withInitial)
        {
            nn.Module<Tensor, Tensor> drawn = problem.CreateModel(WorkingPrecision.Float64, CPU);
            initial = Look(problem, drawn, HessianSpectrum);
        }

        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float32, CPU);
        TrainingResult result = Train(problem, model, training);
        return Look(problem, problem.Copy(model, WorkingPrecision.Float64), point =>
        {
            Spectrum final = HessianSpectrum(point);
            return new Solution(
                result.Steps,
                result.Reason,
                point.Train.Loss,
                point.Train.GradientNorm ?? double.NaN,
                point.Train.Accuracy ?? double.NaN,
                point.Test?.Accuracy ?? double.NaN,
                final.ZeroRows,
                initial?.Eigenvalues,
                final.Eigenvalues,
                initial?.ZeroRows ?? 0,
                final.DType);
        });
    }

    /// <summary>Trains, and looks at the end.</summary>
    public T TrainAndLook<T>(ProblemSpec spec, TrainingOptions training, Func<Point, T> look)
    {
        using Problem problem = Load(spec);
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float32, CPU);
        Train(problem, model, training);
        return Look(problem, problem.Copy(model, WorkingPrecision.Float64), look);
    }

    /// <summary>Trains for so many steps as the options say, and looks after those that are given.</summary>
    public IReadOnlyList<T> TrainAndLookAt<T>(
        ProblemSpec spec, TrainingOptions training, IReadOnlyCollection<long> steps, Func<long, Point, T> look)
    {
        using Problem problem = Load(spec);
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float32, CPU);
        List<T> looks = [];
        Train(problem, model, training, step =>
        {
            if (steps.Contains(step))
            {
                looks.Add(Look(problem, problem.Copy(model, WorkingPrecision.Float64), point => look(step, point)));
            }
        });
        return looks;
    }

    /// <summary>All eigenvalues of a matrix at a point; the matrix is released.</summary>
    public Spectrum SpectrumOf(Point point, CurvatureMatrix kind)
    {
        PointMatrix matrix = point.Matrix(kind, cancellation: cancellation);
        status("eigenvalues");
        Spectrum spectrum = matrix.Spectrum;
        point.Release(kind);
        return spectrum;
    }

    private Problem Load(ProblemSpec spec) => spec.LoadAsync(cancellation: cancellation).GetAwaiter().GetResult();

    private Spectrum HessianSpectrum(Point point)
    {
        status("Hessian");
        return SpectrumOf(point, CurvatureMatrices.Hessian);
    }

    private TrainingResult Train(
        Problem problem, nn.Module<Tensor, Tensor> model, TrainingOptions options, Action<long>? visit = null)
    {
        using Dataset single = problem.Train.To(ScalarType.Float32);
        TrainingResult result = new Trainer(model, problem.Loss, single, problem.Spec.Descent(options))
            .Run(new Steps(status), visit, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private static T Look<T>(Problem problem, nn.Module<Tensor, Tensor> model, Func<Point, T> look)
    {
        using Dataset train = problem.Train.To(ScalarType.Float64), test = problem.Test!.To(ScalarType.Float64);
        using var point = new Point(problem, model, train, test);
        return look(point);
    }

    private sealed class Steps(Action<string> status) : IProgress<TrainingRecord>
    {
        public void Report(TrainingRecord value) =>
            status(string.Create(CultureInfo.InvariantCulture, $"step {value.Step:N0}, loss {value.Loss:0.0e+0}"));
    }
}
