-- Who worked where and for how much, by spans of days: a namespace of its own, keys that hold a date, a day that never comes
-- for what lasts, views upon views.
CREATE SCHEMA staff;
CREATE TYPE staff.sex AS ENUM ('M', 'F');
CREATE TABLE staff.employee (
    emp_no integer PRIMARY KEY,
    birth_date date NOT NULL,
    first_name varchar(14) NOT NULL,
    last_name varchar(16) NOT NULL,
    sex staff.sex NOT NULL,
    hire_date date NOT NULL,
    CONSTRAINT grown_up CHECK (hire_date > birth_date + interval '14 years')
);
CREATE TABLE staff.department (
    dept_no character(4) PRIMARY KEY,
    dept_name varchar(40) NOT NULL CONSTRAINT unique_name UNIQUE
);
CREATE TABLE staff.department_employee (
    emp_no integer NOT NULL REFERENCES staff.employee ON DELETE CASCADE,
    dept_no character(4) NOT NULL REFERENCES staff.department ON DELETE CASCADE,
    from_date date NOT NULL,
    to_date date NOT NULL DEFAULT '9999-01-01',
    PRIMARY KEY (emp_no, dept_no)
);
CREATE TABLE staff.department_manager (
    LIKE staff.department_employee INCLUDING DEFAULTS,
    PRIMARY KEY (emp_no, dept_no),
    FOREIGN KEY (emp_no) REFERENCES staff.employee ON DELETE CASCADE,
    FOREIGN KEY (dept_no) REFERENCES staff.department ON DELETE CASCADE
);
CREATE TABLE staff.title (
    emp_no integer NOT NULL REFERENCES staff.employee ON DELETE CASCADE,
    title varchar(50) NOT NULL,
    from_date date NOT NULL,
    to_date date,
    PRIMARY KEY (emp_no, title, from_date)
);
CREATE TABLE staff.salary (
    emp_no integer NOT NULL REFERENCES staff.employee ON DELETE CASCADE,
    amount integer NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL,
    PRIMARY KEY (emp_no, from_date)
);
CREATE VIEW staff.latest AS
    SELECT emp_no, max(from_date) AS from_date, max(to_date) AS to_date FROM staff.department_employee GROUP BY emp_no;
CREATE VIEW staff.current_department AS
    SELECT l.emp_no, d.dept_no, l.from_date, l.to_date
    FROM staff.department_employee AS d
    JOIN staff.latest AS l ON d.emp_no = l.emp_no AND d.from_date = l.from_date AND l.to_date = d.to_date;
CREATE MATERIALIZED VIEW staff.payroll AS
    SELECT c.dept_no, count(*) AS people, sum(s.amount) AS total
    FROM staff.current_department AS c JOIN staff.salary AS s USING (emp_no) GROUP BY c.dept_no;
CREATE UNIQUE INDEX payroll_dept_no ON staff.payroll (dept_no);
COMMENT ON SCHEMA staff IS 'Who works here';
COMMENT ON COLUMN staff.salary.amount IS 'A year, in whole dollars';
INSERT INTO staff.employee VALUES (10001, '1953-09-02', 'Georgi', 'Facello', 'M', '1986-06-26'),
    (10002, '1964-06-02', 'Bezalel', 'Simmel', 'F', '1985-11-21');
INSERT INTO staff.department VALUES ('d005', 'Development'), ('d007', 'Sales');
INSERT INTO staff.department_employee VALUES (10001, 'd005', '1986-06-26', DEFAULT), (10002, 'd007', '1996-08-03', DEFAULT);
INSERT INTO staff.department_manager VALUES (10002, 'd007', '1999-01-01', DEFAULT);
INSERT INTO staff.title VALUES (10001, 'Senior Engineer', '1986-06-26', NULL), (10002, 'Staff', '1996-08-03', '1999-01-01');
INSERT INTO staff.salary VALUES (10001, 60117, '1986-06-26', '1987-06-26'), (10001, 62102, '1987-06-26', '1988-06-25');
