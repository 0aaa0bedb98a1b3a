namespace Loquat.Server.People;

/// <summary>Who is here.</summary>
internal static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services) => services
        .AddSingleton<PeopleHere>()
        .AddSingleton<PeopleElsewhere>()
        .AddScoped<ShowPresence>()
        .AddHostedService<PeopleWatch>();
}
