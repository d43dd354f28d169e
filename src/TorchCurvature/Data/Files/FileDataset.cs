using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>The data sets of files: what their numbers are taken for, and whether they are read whole or batch by batch.</summary>
/// <param name="spec">What is asked for.</param>
/// <param name="availableBytes">Memory that there is: inputs that would take a quarter of it stay in their files.</param>
internal sealed class FileDataset(DataFileSpec spec, long availableBytes)
{
    // A number as the widest precision that studies compute in has it.
    private const int WorkingSize = sizeof(double);

    // Data are copied: once as they were read, and once or twice in the precisions of a study.
    private const int Copies = 4;

    // With so many classes that there are fewer examples, whole numbers are more likely amounts than labels.
    private const int ManyClasses = 1000;

    /// <summary>Reads training data, and test data where there are any.</summary>
    /// <param name="seed">Decides what is drawn.</param>
    /// <returns>The caller owns it.</returns>
    public TrainTestSplit Read(long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        ExampleFile train = DataPath.Open(spec.Path, spec.LabelColumn, classNames: null);
        ExampleFile? test = spec.TestData is { } path ? DataPath.Open(path, spec.LabelColumn, train.ClassNames) : null;
        string trainName = Path.GetFileName(spec.Path), testName = Path.GetFileName(spec.TestData ?? "");
        FileTargets trainTargets = TargetsOf(trainName, train), testTargets = test is null ? trainTargets : TargetsOf(testName, test);
        if (test is not null)
        {
            RequireAlike(trainName, train, trainTargets, testName, test, testTargets);
        }

        int? classCount = trainTargets.ClassCount is { } classes ? Math.Max(classes, testTargets.ClassCount!.Value) : null;
        TrainTestSplit all = TrainTestSplit.From(
            () => Make(test is null ? trainName : $"{trainName} train", train, trainTargets, classCount),
            () => test is null ? null : Make($"{testName} test", test, testTargets, classCount));
        TrainTestSplit split = Drawn(all, seed);
        IEnumerable<string> files = DataPath.Files(spec.Path).Concat(spec.TestData is null ? [] : DataPath.Files(spec.TestData));
        return split with { Files = [.. files.Select(FileFingerprint.Of)] };
    }

    private TrainTestSplit Drawn(TrainTestSplit all, long seed)
    {
        TrainTestSplit split = spec.TestFraction > 0 ? Divided(all, SeedStream.Derive(seed, "test")) : all;
        if (spec.Samples is not { } samples)
        {
            return split;
        }

        using Dataset train = split.Train;
        if (samples <= train.Count)
        {
            return split with { Train = train.Subset(samples, seed) };
        }

        split.Test?.Dispose();
        throw new SettingException(
            $"--samples {samples}: {train.Name} has {train.Count} examples to train with. Leave --samples out for all of them.");
    }

    private TrainTestSplit Divided(TrainTestSplit all, long seed)
    {
        using Dataset whole = all.Train;
        long[] places = whole.Shuffled(seed);
        int testCount = (int)Math.Round(spec.TestFraction * places.Length);
        if (testCount == 0 || testCount == places.Length)
        {
            throw new SettingException(
                $"--test-fraction {Setting.Text(spec.TestFraction)} of {whole.Name}'s {places.Length} examples leaves "
                    + $"{(testCount == 0 ? "none to test" : "none to train")} with.");
        }

        return TrainTestSplit.From(
            () => whole.Choose([.. places[testCount..].Order()], $"{whole.Name} train"),
            () => whole.Choose([.. places[..testCount].Order()], $"{whole.Name} test"));
    }

    private Dataset Make(string name, ExampleFile file, FileTargets targets, int? classCount)
    {
        ScalarType? precision = PrecisionOf(file);
        Tensor values = classCount is null && precision is { } dtype ? targets.Values.to(dtype) : targets.Values;
        double bytes = (double)Copies * WorkingSize * file.Inputs.Sum(input => input.Length);
        ExampleStore[] inputs = bytes < availableBytes
            ? [.. file.Inputs.Select(input => new TensorStore(Converted(name, input, input.Read(), precision)))]
            : [.. file.Inputs.Select(input => Streamed(name, input, precision))];
        try
        {
            return new Dataset(name, inputs, values, classCount);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException(PlainMessage.Of(e), e);
        }
    }

    private ExampleStore Streamed(string name, FileArray input, ScalarType? precision)
    {
        if (!input.HasRows)
        {
            throw new InsufficientMemoryException(
                $"{name}: {input} takes up to {MachineMemory.Format((double)Copies * WorkingSize * input.Length)}, and "
                    + $"{MachineMemory.Format(availableBytes)} are available. It can be read batch by batch from an array in C order "
                    + "that is not compressed, as numpy.savez writes it.");
        }

        bool isReal = is_floating_point(input.DType);
        if (isReal && spec.Inputs == InputKind.Tokens)
        {
            throw new SettingException($"{name}: {input} holds {input.DType}, and --inputs tokens asks for integers.");
        }

        return input.Stream(IsNumbers(input) ? precision!.Value : ScalarType.Int64);
    }

    private Tensor Converted(string name, FileArray input, Tensor values, ScalarType? precision)
    {
        if (IsNumbers(input))
        {
            return values.to(precision!.Value);
        }

        Tensor tokens = values.to(ScalarType.Int64);
        bool isWhole = !values.is_floating_point() || tokens.to(values.dtype).eq(values).all().item<bool>();
        return isWhole
            ? tokens
            : throw new SettingException($"{name}: {input} holds numbers that are not whole, and --inputs tokens asks for integers.");
    }

    private bool IsNumbers(FileArray input) => spec.Inputs switch
    {
        InputKind.Numbers => true,
        InputKind.Tokens => false,
        _ => is_floating_point(input.DType) || input.NumberSize < sizeof(int),
    };

    // One precision for all inputs that are numbers: single where that holds every number of the file.
    private ScalarType? PrecisionOf(ExampleFile file)
    {
        FileArray[] numbers = [.. file.Inputs.Where(IsNumbers)];
        bool needsDouble = numbers.Any(n => n.DType == ScalarType.Float64 || (!is_floating_point(n.DType) && n.NumberSize >= sizeof(int)));
        return numbers.Length == 0 ? null : needsDouble ? ScalarType.Float64 : ScalarType.Float32;
    }

    private FileTargets TargetsOf(string name, ExampleFile file)
    {
        Tensor values = file.Targets.Read();
        try
        {
            return spec.Targets switch
            {
                TargetKind.Labels => Labels(LabelReading.OfWholeNumbers(name, values)),
                TargetKind.Values when file.ClassNames is null => RealValues(values),
                TargetKind.Values => throw new SettingException(
                    $"{name}: column '{file.Targets.Key}' has words, and --targets values asks for numbers."),
                _ => Usual(name, file, values),
            };
        }
        catch (ArgumentException e) when (e is not SettingException)
        {
            throw new DataFormatException($"{PlainMessage.SentenceOf(e)} If these are no labels, say --targets values.", e);
        }
    }

    private static FileTargets Usual(string name, ExampleFile file, Tensor values)
    {
        if (values.is_floating_point())
        {
            return RealValues(values);
        }

        if (LabelReading.IsOneHot(values))
        {
            return Labels(LabelReading.OfOneHot(values));
        }

        // Several truth values of one example are answers to as many questions.
        if (values.dtype == ScalarType.Bool && values.dim() > 1)
        {
            return RealValues(values);
        }

        ReadLabels labels = LabelReading.OfWholeNumbers(name, values);
        bool areAmounts = values.dim() == 1 && file.ClassNames is null && labels.ClassCount > Math.Max(ManyClasses, values.shape[0]);
        return areAmounts
            ? throw new SettingException(
                $"{name}: the largest of {values.shape[0]} targets is {labels.ClassCount - 1}, so they may be labels or amounts. "
                    + "Say --targets labels or --targets values.")
            : Labels(labels);
    }

    private static FileTargets Labels(ReadLabels labels) => new(labels.Labels, labels.ClassCount);

    private static FileTargets RealValues(Tensor values) =>
        new(values.is_floating_point() ? values : values.to(ScalarType.Float64), null);

    private static void RequireAlike(
        string trainName, ExampleFile train, FileTargets trainTargets, string testName, ExampleFile test, FileTargets testTargets)
    {
        string trainShape = Rows(train), testShape = Rows(test);
        if (trainShape != testShape)
        {
            throw new SettingException($"The examples of {testName} are {testShape}, and those of {trainName} {trainShape}.");
        }

        string trainKind = Kind(trainTargets), testKind = Kind(testTargets);
        if (trainKind != testKind)
        {
            throw new SettingException($"The targets of {testName} are {testKind}, and those of {trainName} {trainKind}.");
        }

        static string Rows(ExampleFile file) =>
            string.Join(", ", file.Inputs.Select(a => ExampleChecks.Shape([.. a.Shape.Skip(1)])));

        static string Kind(FileTargets targets) => targets.ClassCount is null ? "real values" : "labels";
    }
}
