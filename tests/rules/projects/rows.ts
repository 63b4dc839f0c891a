export const schema = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, bio text, tags text[]);";
