using System.Reflection;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchCurvature.Data;

namespace TorchCurvature.Tests.Data;

/// <summary>
/// Finds, in compiled code, what walks over a sequence of batches, whatever its variables are called: an enumerator, an element at an
/// index that is no constant, or a query.
/// </summary>
internal static partial class DataLoopScan
{
    private static readonly string s_batch = typeof(Batch).FullName!;
    private static readonly string[] s_sequences = [typeof(Batches).FullName!, typeof(BatchLoader).FullName!];

    /// <summary>The methods that do, as type and method of the source, each once.</summary>
    public static IReadOnlyList<string> Walks(Assembly code)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(code.Location);
        return [.. assembly.MainModule.GetTypes()
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody && method.Body.Instructions.Any(i => Walks(i, method)))
            .Select(SourceName)
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    private static bool Walks(Instruction instruction, MethodDefinition method) => instruction.Operand switch
    {
        GenericInstanceMethod query when query.GenericArguments.Any(IsBatch) => true,
        MethodReference called when IsSequence(called.DeclaringType) => called.Name switch
        {
            "GetEnumerator" or "ForEach" => true,
            "get_Item" => !IsConstant(instruction.Previous),
            _ => false,
        },
        TypeReference element => instruction.OpCode.Code == Code.Ldelem_Any && IsBatch(element) && !IsConstant(instruction.Previous),
        _ => instruction.OpCode.Code == Code.Ldelem_Ref && !IsConstant(instruction.Previous) && KnowsAnArray(method),
    };

    private static bool IsBatch(TypeReference type) => type.FullName == s_batch;

    private static bool IsSequence(TypeReference type) =>
        s_sequences.Contains(type.FullName) || (type is GenericInstanceType generic && generic.GenericArguments.Any(IsBatch));

    private static bool IsConstant(Instruction index) => index.OpCode.Code is >= Code.Ldc_I4_M1 and <= Code.Ldc_I4;

    // The instruction that takes an element does not say of what.
    private static bool KnowsAnArray(MethodDefinition method) =>
        method.Body.Variables.Select(v => v.VariableType)
            .Concat(method.Parameters.Select(p => p.ParameterType))
            .Concat(method.Body.Instructions.Select(i => i.Operand).OfType<FieldReference>().Select(f => f.FieldType))
            .Any(type => type is ArrayType array && IsBatch(array.ElementType));

    // What the compiler makes of lambdas, local functions and iterators bears the name of the method around it, in angle brackets.
    private static string SourceName(MethodDefinition method)
    {
        string name = method.Name;
        TypeDefinition type = method.DeclaringType;
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            name = Bracketed().Match(name) is { Success: true } inner ? inner.Value : type.Name;
            type = outer;
        }

        return $"{type.FullName}.{(Bracketed().Match(name) is { Success: true } found ? found.Groups[1].Value : name)}";
    }

    [GeneratedRegex(@"^<([\w.]+)>")]
    private static partial Regex Bracketed();
}
