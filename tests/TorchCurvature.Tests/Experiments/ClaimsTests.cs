using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Rocks;
using TorchCurvature.Experiments.BatchSizes;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Table1;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Experiments;

/// <summary>A verdict follows from numbers alone: no claim reads a file, sees a tensor or knows the preset.</summary>
public sealed class ClaimsTests
{
    private static readonly Type[] s_claims =
        [.. typeof(Experiment).Assembly.GetTypes().Where(t => t.Name.EndsWith("Claims", StringComparison.Ordinal))];

    private static readonly IReadOnlyList<Type> s_results = [typeof(Verdict), typeof(IReadOnlyList<Verdict>), typeof(Judgement)];

    [Fact]
    public void EveryFigureAndTableHasItsClaims() => Assert.Equal(
        [
            "AppendixB", "Basins", "Blocks", "Branches", "Claims", "ClassLevels", "EdgeOfStability", "Figure2", "LinearRanks",
            "Normalization", "Table1", "TopSubspace", "Widths",
        ],
        s_claims.Select(t => t.Namespace!.Split('.')[^1]).Distinct().Order());

    [Fact]
    public void ClaimsAreFunctionsOfNumbersToVerdicts() => Assert.All(s_claims, claims =>
    {
        Assert.True(claims is { IsAbstract: true, IsSealed: true }, $"{claims.Name} is not static.");
        FieldInfo[] fields = claims.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.All(fields, f => Assert.True(f.IsLiteral, f.Name));
        MethodInfo[] methods = claims.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly);
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            Assert.Contains(method.ReturnType, s_results);
            Assert.All(method.GetParameters(), p => Assert.True(IsOfNumbers(p.ParameterType), $"{claims.Name}.{method.Name}: {p}"));
        });
    });

    [Fact]
    public void NoClaimTouchesFilesTensorsOrTheContext()
    {
        Assert.All(s_claims, claims => Assert.Empty(Touched(claims)));

        // Were the reading of the code blind, the line above could not fail.
        Assert.Contains("System.IO.File", Touched(typeof(CellStore)));
        Assert.Contains(Touched(typeof(Planted)), name => name.StartsWith("TorchSharp.torch", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(int), true)]
    [InlineData(typeof(double?), true)]
    [InlineData(typeof(string), true)]
    [InlineData(typeof(Outcome), true)]
    [InlineData(typeof(IReadOnlyList<BatchPair>), true)]
    [InlineData(typeof(SpectrumNumbers[]), true)]
    [InlineData(typeof(Tensor), false)]
    [InlineData(typeof(ExperimentContext), false)]
    [InlineData(typeof(MeasuredRow), false)]
    [InlineData(typeof(Stream), false)]
    [InlineData(typeof(Func<double>), false)]
    [InlineData(typeof(IReadOnlyList<Tensor>), false)]
    public void NumbersAreToldFromOtherThings(Type type, bool expected) => Assert.Equal(expected, IsOfNumbers(type));

    private static bool IsOfNumbers(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner.IsPrimitive || inner.IsEnum || inner == typeof(string))
        {
            return true;
        }

        if (inner.IsArray)
        {
            return IsOfNumbers(inner.GetElementType()!);
        }

        if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return IsOfNumbers(inner.GetGenericArguments()[0]);
        }

        bool isRecord = inner.GetMethod("<Clone>$") is not null;
        FieldInfo[] fields = inner.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return isRecord && fields.All(f => IsOfNumbers(f.FieldType));
    }

    private static string[] Touched(Type type)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(type.Assembly.Location);
        TypeDefinition definition = module.GetType(type.FullName!.Replace('+', '/'));
        return
        [
            .. from part in new[] { definition }.Concat(definition.NestedTypes)
               from method in part.GetMethods()
               where method.HasBody
               from instruction in method.Body.Instructions
               let used = instruction.Operand as TypeReference ?? (instruction.Operand as MemberReference)?.DeclaringType
               where used is not null && IsForbidden(used.FullName)
               select used.FullName,
        ];
    }

    private static bool IsForbidden(string name) =>
        name.StartsWith("System.IO.", StringComparison.Ordinal)
        || name.StartsWith("TorchSharp.", StringComparison.Ordinal)
        || name == typeof(ExperimentContext).FullName;

    private static class Planted
    {
        public static long Count()
        {
            using Tensor number = ones(1);
            return number.numel();
        }
    }
}
