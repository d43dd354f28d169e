using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.ClassLevels;

/// <summary>
/// The parts of G that come from class means and from cross-class means (Papyan 2020). G is the mean over examples n and classes c of
/// p_c g_{n,c} g_{n,c}ᵀ with g_{n,c} = J_nᵀ(e_c − p); δ_{y,c} is the weighted mean of g_{n,c} over the examples of class y, and δ_y that of
/// δ_{y,c} over c ≠ y. Between the δ_y and 0 lies the first part, of rank C; of the δ_{y,c} around their δ_y the second, of rank C(C − 2).
/// </summary>
internal sealed class LevelRows : IDisposable
{
    private LevelRows(Tensor ofClasses, Tensor acrossClasses) => (OfClasses, AcrossClasses) = (ofClasses, acrossClasses);

    /// <summary>√π_y δ_y as rows, [C, P]: the first part of G is their sum of outer products.</summary>
    public Tensor OfClasses { get; }

    /// <summary>√π_{y,c} (δ_{y,c} − δ_y) for c ≠ y as rows, [C(C − 1), P]: likewise the second part.</summary>
    public Tensor AcrossClasses { get; }

    /// <summary>Computes both, for cross-entropy and class labels.</summary>
    /// <param name="risk">The risk.</param>
    public static LevelRows Compute(EmpiricalRisk risk)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientMode = enable_grad();
        int classes = 0;
        Tensor[,]? sums = null;
        double[,]? weights = null;
        risk.Sum.Over(Add, _ => { });
        return Of(classes, sums!, weights!);

        void Add(Batch batch)
        {
            LossTerms terms = risk.TermsOf(batch);
            classes = (int)terms.Outputs.shape[1];
            sums ??= new Tensor[classes, classes];
            weights ??= new double[classes, classes];
            Tensor p = softmax(terms.Outputs.detach(), 1);
            Tensor centred = terms.Outputs - (p * terms.Outputs).sum(1, keepdim: true);
            for (int y = 0; y < classes; y++)
            {
                Tensor isOfClass = terms.Targets.IsEqualTo(y).to(p.dtype);
                for (int c = 0; c < classes; c++)
                {
                    Tensor share = (p.select(1, c) * isOfClass).DividedBy(risk.ExampleCount);
                    Tensor sum = risk.Layout.Flatten(risk.Gradients((share * centred.select(1, c)).sum(), retainGraph: true));
                    sums[y, c] = (sums[y, c] is { } before ? before.Plus(sum) : sum).MoveToOuterDisposeScope();
                    weights[y, c] += share.sum().item<double>();
                }
            }
        }
    }

    /// <summary>How much of vᵀGv comes from either part, for unit vectors v as columns.</summary>
    /// <param name="rows">The rows of a part.</param>
    /// <param name="vectors">The vectors, [P, k].</param>
    public static double[] AlongEach(Tensor rows, Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        return [.. rows.mm(vectors).Squared().sum([0]).to(ScalarType.Float64).data<double>()];
    }

    /// <summary>Releases the rows.</summary>
    public void Dispose()
    {
        OfClasses.Dispose();
        AcrossClasses.Dispose();
    }

    private static LevelRows Of(int classes, Tensor[,] sums, double[,] weights)
    {
        using IDisposable noGradient = no_grad();
        List<Tensor> ofClasses = [], acrossClasses = [];
        for (int y = 0; y < classes; y++)
        {
            int[] others = [.. Enumerable.Range(0, classes).Where(c => c != y)];
            double weight = others.Sum(c => weights[y, c]);
            Tensor mean = stack([.. others.Select(c => sums[y, c])]).sum([0]).DividedBy(weight);
            ofClasses.Add(mean.Times(Math.Sqrt(weight)));
            acrossClasses.AddRange(others.Select(c =>
                (sums[y, c].DividedBy(weights[y, c]) - mean).Times(Math.Sqrt(weights[y, c]))));
        }

        return new LevelRows(stack(ofClasses).DetachFromDisposeScope(), stack(acrossClasses).DetachFromDisposeScope());
    }
}
