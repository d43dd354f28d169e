using System.Reflection;

namespace TorchCurvature.Tests;

/// <summary>What code outside an assembly sees of it, and what it must not see.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>How code outside can make objects of a type or change them, a line for each way.</summary>
    public static IEnumerable<string> WaysToMakeOrChange(Type type)
    {
        bool isStatic = type.IsAbstract && type.IsSealed;
        if (type.IsEnum || type.IsInterface || isStatic || type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        IEnumerable<string> constructors =
            from constructor in type.GetConstructors(Declared)
            where !constructor.IsStatic && IsSeen(constructor)
            select $"{type.FullName} has a constructor that is seen from outside: {constructor}";
        IEnumerable<string> setters =
            from property in type.GetProperties(Declared)
            where property.SetMethod is { } set && IsSeen(set)
            select $"{type.FullName}.{property.Name} can be set from outside";
        IEnumerable<string> fields =
            from field in type.GetFields(Declared)
            where (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsInitOnly && !field.IsLiteral
            select $"{type.FullName}.{field.Name} can be set from outside";
        return [.. constructors, .. setters, .. fields];
    }

    /// <summary>The signatures of a type that code outside sees and that hold a tuple, a line for each.</summary>
    public static IEnumerable<string> Tuples(Type type)
    {
        IEnumerable<string> methods =
            from method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared))
            where IsSeen(method) && !IsGivenByAnother(method)
            let result = method is MethodInfo function ? function.ReturnType : typeof(void)
            where method.GetParameters().Select(p => p.ParameterType).Append(result).Any(HoldsTuple)
            select $"{type.FullName}: {method}";
        IEnumerable<string> fields =
            from field in type.GetFields(Declared)
            where (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && HoldsTuple(field.FieldType)
            select $"{type.FullName}: {field}";
        IEnumerable<string> bases =
            from ancestor in type.GetInterfaces().Append(type.BaseType ?? typeof(object))
            where HoldsTuple(ancestor)
            select $"{type.FullName} is a {ancestor}";
        return [.. methods, .. fields, .. bases];
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What overrides a method of another library has that one's signature.
    private static bool IsGivenByAnother(MethodBase method) =>
        method is MethodInfo function && function.GetBaseDefinition().Module != function.Module;

    private static bool HoldsTuple(Type type) =>
        (type.HasElementType && HoldsTuple(type.GetElementType()!))
        || (type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        || (type.IsGenericType && type.GetGenericArguments().Any(HoldsTuple));
}
