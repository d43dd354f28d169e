using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

/// <summary>
/// Steps against the formulas of PyTorch's documentation, written out in plain numbers for the regression ½(w·x − y)² + ½λ‖w‖², whose
/// gradient over a batch is mean((w·x − y)x) + λw.
/// </summary>
public sealed class OptimizerFormulaTests : IDisposable
{
    private const int Inputs = 3;
    private const long Examples = 7;
    private const double Decay = 0.05;

    private readonly Dataset _data;
    private readonly double[][] _x;
    private readonly double[] _y;

    public OptimizerFormulaTests()
    {
        using Generator generator = new(4);
        _data = new Dataset(
            "random", randn([Examples, Inputs], float64, generator: generator), randn([Examples, 1], float64, generator: generator));
        _x = [.. _data.Inputs.data<double>().ToArray().Chunk(Inputs)];
        _y = _data.Targets.data<double>().ToArray();
    }

    public static TheoryData<string, long> Cases { get; } =
        new MatrixTheoryData<string, long>(["gd", "heavy ball", "Nesterov", "Adam"], [1, 10]);

    public void Dispose() => _data.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public void StepsFollowTheirFormulas(string name, long steps)
    {
        const double Eta = 0.1, Mu = 0.8, Beta1 = 0.7, Beta2 = 0.95, Epsilon = 1e-3;
        OptimizerSpec optimizer = name switch
        {
            "gd" => new GradientDescentSpec { LearningRate = Eta },
            "heavy ball" => new GradientDescentSpec { LearningRate = Eta, Momentum = Mu },
            "Nesterov" => new GradientDescentSpec { LearningRate = Eta, Momentum = Mu, Nesterov = true },
            _ => new AdamSpec { LearningRate = Eta, Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon, BatchSize = 0 },
        };
        using LiveTensors live = new();
        using Linear model = nn.Linear(Inputs, 1, hasBias: false, dtype: float64);
        double[] w = model.weight.data<double>().ToArray(), first = new double[Inputs], second = new double[Inputs];
        for (int t = 1; t <= steps; t++)
        {
            double[] g = Gradient(w);
            for (int i = 0; i < Inputs; i++)
            {
                if (name == "Adam")
                {
                    first[i] = (Beta1 * first[i]) + ((1 - Beta1) * g[i]);
                    second[i] = (Beta2 * second[i]) + ((1 - Beta2) * g[i] * g[i]);
                    double mean = first[i] / (1 - Math.Pow(Beta1, t)), square = second[i] / (1 - Math.Pow(Beta2, t));
                    w[i] -= Eta * mean / (Math.Sqrt(square) + Epsilon);
                    continue;
                }

                first[i] = (name == "gd" ? 0 : Mu * first[i]) + g[i];
                w[i] -= Eta * (name == "Nesterov" ? g[i] + (Mu * first[i]) : first[i]);
            }
        }

        new Trainer(model, new SquaredError(), _data, new()
        {
            Optimizer = optimizer,
            WeightDecay = Decay,
            MaxSteps = steps,
            StopGradientNorm = 0,
        }).Run();
        Assert.All(w.Zip(model.weight.data<double>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    /// <summary>Where nothing is remembered, m̂/√v̂ = g/|g|.</summary>
    [Fact]
    public void BetasOfZeroLeaveAdamTheSignsOfTheGradient()
    {
        using Linear model = nn.Linear(Inputs, 1, hasBias: false, dtype: float64);
        double[] before = model.weight.data<double>().ToArray(), gradient = Gradient(before);
        var optimizer = new AdamSpec { LearningRate = 0.01, Beta1 = 0, Beta2 = 0, Epsilon = 0, BatchSize = 0 };
        new Trainer(model, new SquaredError(), _data, new()
        {
            Optimizer = optimizer,
            WeightDecay = Decay,
            MaxSteps = 1,
            StopGradientNorm = 0,
        }).Run();
        double[] after = model.weight.data<double>().ToArray();
        for (int i = 0; i < Inputs; i++)
        {
            Assert.Equal(before[i] - (0.01 * Math.Sign(gradient[i])), after[i], 1e-15);
        }
    }

    private double[] Gradient(double[] w)
    {
        double[] sum = new double[Inputs];
        for (int n = 0; n < Examples; n++)
        {
            double residual = w.Zip(_x[n], (a, b) => a * b).Sum() - _y[n];
            for (int i = 0; i < Inputs; i++)
            {
                sum[i] += residual * _x[n][i] / Examples;
            }
        }

        return [.. sum.Zip(w, (g, v) => g + (Decay * v))];
    }
}
