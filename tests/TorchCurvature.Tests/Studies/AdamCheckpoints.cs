using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>A training by Adam, written out, with a checkpoint every few steps.</summary>
internal static class AdamCheckpoints
{
    public const double LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-3;

    public const int Every = 7, Count = 6;

    /// <summary>The name of a checkpoint.</summary>
    public static string PathAt(long step) => $"steps/step-{step}.pt";

    /// <summary>Trains, from the weights that the problem draws.</summary>
    public static StoredCheckpoints Of(Problem problem)
    {
        var checkpoints = new StoredCheckpoints();
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Batches batches = problem.Train.Batches(17);
        EmpiricalRisk risk = problem.TrainingRisk(model, batches);
        double[] weights = Numbers(risk.Layout.ToVector());
        double[] first = new double[weights.Length], second = new double[weights.Length];
        for (int step = 1; step <= Every * Count; step++)
        {
            double[] gradient = Numbers(risk.Gradient());
            for (int i = 0; i < weights.Length; i++)
            {
                first[i] = (Beta1 * first[i]) + ((1 - Beta1) * gradient[i]);
                second[i] = (Beta2 * second[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
                double mean = first[i] / (1 - Math.Pow(Beta1, step)), square = second[i] / (1 - Math.Pow(Beta2, step));
                weights[i] -= LearningRate * mean / (Math.Sqrt(square) + Epsilon);
            }

            using Tensor moved = tensor(weights);
            risk.Layout.Assign(moved);
            if (step % Every == 0)
            {
                checkpoints.Add(PathAt(step), moved.clone(), Said(step, second));
            }
        }

        return checkpoints;
    }

    private static TrainingSnapshot Said(long step, double[] second) => new()
    {
        Step = step,
        LearningRate = LearningRate,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        SecondMoments = tensor(second).DetachFromDisposeScope(),
    };

    private static double[] Numbers(Tensor vector)
    {
        using (vector)
        {
            return vector.data<double>().ToArray();
        }
    }
}
