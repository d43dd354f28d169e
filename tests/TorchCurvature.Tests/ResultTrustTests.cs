using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Data.Files;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Tests;

/// <summary>
/// A result says how far to trust it, so nobody outside can make one or change what it says: every public type is one that callers make,
/// with the reason below, or has neither a constructor nor a
/// setter that they see.
/// </summary>
public sealed class ResultTrustTests
{
    private static readonly Dictionary<string, Type[]> s_madeByCallers = new()
    {
        ["options, whose values callers choose"] =
        [
            typeof(LanczosOptions), typeof(MomentOptions), typeof(QuadratureOptions), typeof(TrainingOptions), typeof(TrainingPhase),
            typeof(CurveTrainingOptions), typeof(KeskarOptions),
        ],
        ["a description of what is to be made or looked at, whose values callers choose"] =
        [
            typeof(Spec), typeof(SettingAttribute), typeof(DataSpec), typeof(BlobsSpec), typeof(TextSpec), typeof(ImagesSpec),
            typeof(MnistSpec), typeof(Cifar10Spec), typeof(DataFileSpec), typeof(ModelSpec), typeof(ModelFileSpec),
            typeof(LayeredModelSpec),
            typeof(ImageModelSpec), typeof(MlpSpec), typeof(NormalizedMlpSpec), typeof(TransformerSpec),
            typeof(ConvolutionalNetworkSpec), typeof(LeNetSpec), typeof(AlexNetSpec), typeof(ProblemSpec), typeof(SpectrumSpec),
            typeof(TrainSpec), typeof(LineSpec), typeof(CurveSpec), typeof(PlaneSpec), typeof(EigenvectorPlaneSpec),
            typeof(NetworkRecord), typeof(NetworkSource), typeof(NetworkFile), typeof(CheckpointTrackSpec), typeof(LossSpec),
            typeof(CrossEntropySpec),
            typeof(SquaredErrorSpec),
            typeof(MeanSquaredErrorSpec), typeof(BinaryCrossEntropySpec), typeof(HuberSpec), typeof(LossFileSpec),
            typeof(OptimizerSpec), typeof(DescentSpec), typeof(GradientDescentSpec),
            typeof(StochasticGradientDescentSpec), typeof(AdamSpec),
        ],
        ["who is told how far a study is, and what of"] = [typeof(ProductProgress), typeof(StudyProgress)],
        ["data that callers bring, and where it comes from"] =
        [
            typeof(Batch), typeof(Dataset), typeof(TrainTestSplit), typeof(DatasetSource), typeof(RemoteFile), typeof(DatasetStore),
            typeof(ImageSize), typeof(Batches), typeof(BatchLoader), typeof(FileFingerprint), typeof(DecodedImage),
            typeof(TrainingSnapshot),
        ],
        ["a base that callers derive from, or what they bind to a network"] =
        [
            typeof(Loss), typeof(CrossEntropy), typeof(SquaredError), typeof(MeanSquaredError), typeof(BinaryCrossEntropy), typeof(Huber),
            typeof(EmpiricalRisk), typeof(ParameterLayout), typeof(MultiInputModule), typeof(SinglePrecisionGuard),
            typeof(CurvatureMatrix), typeof(OutputCurvatureMatrix), typeof(HessianRemainderMatrix),
        ],
        ["a matrix that is defined by what it is made of"] =
        [
            typeof(SymmetricOperator), typeof(DenseOperator), typeof(DiagonalBlockOperator), typeof(DifferenceOperator),
            typeof(OuterProductOperator), typeof(DiagonalCongruenceOperator),
            typeof(SumOperator), typeof(ScaledOperator), typeof(HessianOperator), typeof(GaussNewtonOperator),
        ],
        ["a run, which callers start"] =
        [
            typeof(LanczosEigensolver), typeof(LargestEigenvalueTracker), typeof(Trainer), typeof(PhasedTrainer), typeof(Point),
            typeof(SpectrumStudy), typeof(SpectrumOutcome), typeof(TrainStudy), typeof(CheckpointTrackStudy),
        ],
        ["a path or a plane through points that callers have"] =
        [
            typeof(ParameterPath), typeof(StraightLine), typeof(BezierCurve), typeof(ElasticBand), typeof(LossPlane),
            typeof(PlanePosition),
        ],
        ["a law that is defined by its parameters"] =
        [
            typeof(MarchenkoPastur), typeof(GeneralizedMarchenkoPastur), typeof(LargestEigenvalueLaw), typeof(SpikedCovariance),
            typeof(PopulationAtom),
            typeof(PopulationSpectrum),
        ],
    };

    [Fact]
    public void NobodyOutsideCanMakeOrChangeAResult()
    {
        HashSet<Type> inputs = [.. s_madeByCallers.Values.SelectMany(types => types)];
        string[] found = [.. Results().Where(t => !inputs.Contains(t)).SelectMany(PublicSurface.WaysToMakeOrChange)];
        Assert.True(
            found.Length == 0,
            $"Give a result an internal constructor and no setter, or say above why callers make it:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void TheListHoldsNothingThatNobodyCanMake() => Assert.All(
        s_madeByCallers.Values.SelectMany(types => types),
        type => Assert.True(type.IsPublic && PublicSurface.WaysToMakeOrChange(type).Any(), $"Take {type.Name} off the list."));

    [Theory]
    [InlineData(typeof(PlantedSurface.Positional), 2)]
    [InlineData(typeof(PlantedSurface.Initialized), 1)]
    [InlineData(typeof(PlantedSurface.Constructed), 1)]
    [InlineData(typeof(PlantedSurface.Derivable), 1)]
    [InlineData(typeof(PlantedSurface.Innocent), 0)]
    public void APlantedWayIsFound(Type planted, int ways) => Assert.Equal(ways, PublicSurface.WaysToMakeOrChange(planted).Count());

    private static IEnumerable<Type> Results() => typeof(Batch).Assembly.GetExportedTypes().Where(t => !t.IsSubclassOf(typeof(Exception)));
}
